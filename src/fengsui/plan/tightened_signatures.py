"""Signatures only get stricter: compared by act and grade, whichever row of signatures.yaml they stand in."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from fengsui.plan import build, files, model
from fengsui.plan.allowed_changes import LEAVE_OUT, Fault, only_fewer
from fengsui.plan.tightened_terms import Comparison, Found

MOST_FURTHER: Final = 2
"""So many signatures may be added to an act: how many people there are to give them, no plan can know (N9)."""
SIGNED_AT_ONCE: Final = frozenset(
    {
        *("upgrade_grade", "downgrade_grade", "send_first_notice", "dismiss_event"),
        *("lower_attention", "adopt_attention_table", "merge_events", "split_event", "transfer_lead"),
    }
)
"""Acts that one officer does at one go: nobody would be asked for a further signature that a plan names."""
COUNTERSIGNED: Final = frozenset({"upgrade_grade", "downgrade_grade"})
"""Acts after which the program asks for a countersignature where the plan names one."""
Rows = Sequence[tuple[int, files.SignatureEntry]]


def signature_faults(comparison: Comparison) -> Iterator[tuple[int, Found]]:
    """What each act needs at each grade, whichever row it stands in; with the place of the row in the merged file."""
    grades = [None, *(grade.id for grade in comparison.base.grading.grades)]
    old_rows = _by_act(comparison.base.signatures.signatures)
    new_rows = _by_act(comparison.merged.signatures.signatures)
    told: set[tuple[int, str, str]] = set()
    for act in new_rows.keys() - old_rows.keys():
        yield (
            new_rows[act][0][0],
            Found("act", Fault(f"程序没有 {act} 这个签字事项，写了也没有人签", "写国家预案里有的")),
        )
    for act, rows in old_rows.items():
        for grade in grades:
            old, new = _row(rows, grade), _row(new_rows.get(act, ()), grade)
            if old is None:
                continue
            if new is None:
                yield 0, Found("act", Fault(f"少了 {act} 的签字", "写回去"))
                continue
            index, row = new
            for found in _row_faults(comparison, old[1], row):
                if (mark := (index, found.key, found.fault.why)) not in told:
                    told.add(mark)
                    yield index, found


def _row_faults(comparison: Comparison, old: files.SignatureEntry, new: files.SignatureEntry) -> Iterator[Found]:
    if len(new.slots) < len(old.slots):
        yield Found("slots", Fault(f"签字从 {len(old.slots)} 人减为 {len(new.slots)} 人", "人数只能增加"))
    elif not _each_matched(old.slots, new.slots):
        words = "；".join("或".join(slot.roles) for slot in old.slots)
        yield Found("slots", Fault("签字人放宽或者换低了", f"每个签字只能在原来的角色里收窄（{words}），另加签字不限"))
    if len(new.slots) > len(old.slots) and new.act in SIGNED_AT_ONCE:
        remedy = "只在原来的角色里收窄；要两人把关的，加在终止、启动令、公文的签字上"
        yield Found("slots", Fault("这件事由一人一次办结，加的签字没有人来要", remedy))
    elif len(new.slots) > len(old.slots) + MOST_FURTHER:
        why = f"签字从 {len(old.slots)} 人加到 {len(new.slots)} 人，可能再也签不齐"
        yield Found("slots", Fault(why, f"至多再加 {MOST_FURTHER} 个签字"))
    elif old.slots != new.slots and not _placed([slot.roles for slot in new.slots]):
        why = "同一个角色要签不止一次，只有一人在岗就签不齐"
        yield Found("slots", Fault(why, "每个签字写一个别的签字没有用的角色"))
    if new.phone_allowed and not old.phone_allowed:
        yield Found("phone_allowed", Fault("国家预案不允许电话批准", "写 false"))
    if old.reason_required and not new.reason_required:
        yield Found("reason_required", Fault("国家预案要求写明理由", "写 true"))
    yield from _later_faults(comparison, new.act, "countersign", old.countersign, new.countersign)
    if new.phone_allowed:
        yield from _later_faults(comparison, new.act, "phone_countersign", old.phone_countersign, new.phone_countersign)


def _later_faults(
    comparison: Comparison, act: str, key: str, old: files.CountersignEntry | None, new: files.CountersignEntry | None
) -> Iterator[Found]:
    public = {role.id for role in comparison.merged.organisation.roles if role.public}
    if new is not None and public & {*new.roles}:
        yield Found(key, Fault("补签、会签的只能是工作人员", "去掉机构、公众的角色"))
    if old is None:
        if new is not None and key == "countersign" and act not in COUNTERSIGNED:
            yield Found(key, Fault("这件事办完后程序不要会签，写了也没有人来要", "删去；要两人把关的，写进 slots"))
        return
    if new is None:
        yield Found(key, Fault("补签、会签不能取消", LEAVE_OUT))
        return
    if fault := only_fewer(old.roles, new.roles):
        yield Found(key, fault)
    was, now = _hours(old, comparison.old_parameters), _hours(new, comparison.new_parameters)
    if was is not None and now is not None and now > was:
        fault = Fault(f"补签期限 {now} 小时，比国家预案的 {was} 小时长", f"写 {was} 小时或者更短")
        yield Found(key, fault, new.parameter if old.parameter == new.parameter else None)


def _by_act(rows: Iterable[files.SignatureEntry]) -> Mapping[str, Rows]:
    found: dict[str, list[tuple[int, files.SignatureEntry]]] = {}
    for place, row in enumerate(rows):
        found.setdefault(row.act, []).append((place, row))
    return found


def _row(rows: Rows, grade: str | None) -> tuple[int, files.SignatureEntry] | None:
    """The row of an act that counts at a grade, as `Plan.signature_requirement` finds it."""
    special = [row for row in rows if grade is not None and grade in row[1].grades]
    return next(iter([*special, *(row for row in rows if not row[1].grades)]), None)


def _each_matched(old: Sequence[model.Slot], new: Sequence[model.Slot]) -> bool:
    """Whether each old slot has a new one of its own, for the same purpose, that no further role may fill."""
    return _placed(
        [
            [
                place
                for place, later in enumerate(new)
                if {*later.roles} <= {*slot.roles} and slot.name in ("", later.name)
            ]
            for slot in old
        ]
    )


def _placed(choices: Sequence[Collection[Hashable]]) -> bool:
    """Whether each can have one of its choices that no other has."""
    taken: dict[Hashable, int] = {}

    def found(one: int, tried: set[Hashable]) -> bool:
        for choice in choices[one]:
            if choice in tried:
                continue
            tried.add(choice)
            if choice not in taken or found(taken[choice], tried):
                taken[choice] = one
                return True
        return False

    return all(found(one, set()) for one in range(len(choices)))


def _hours(entry: files.CountersignEntry, parameters: Mapping[str, model.Parameter]) -> int | None:
    try:
        return build.resolve_hours(entry, parameters).hours
    except ValueError:
        return None
