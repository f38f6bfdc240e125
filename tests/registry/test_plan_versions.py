"""Versions of the plan: one in force on each day, adopted after somebody else's review, read back from the home."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fengsui.conduct import plans, streams, timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import Adoption, built_in_plan, plan_in_force, unreadable_versions, version_of, versions_on
from fengsui.conduct.proving import unproven
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.registry.plan_versions import actions, queries, rules
from fengsui.registry.plan_versions.uploads import PlanRefused, read_archive
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute
from tests.registry.plan_desk import PlanDesk, national_files, whole_plan, zipped


@clause("P.5")
def test_an_adopted_version_is_in_force_from_its_day_on(desk: PlanDesk) -> None:
    """Until its first day the built-in plan applies, from that day the adopted one, for who asks and for each act."""
    national = version_of(plan_in_force())
    version = desk.adopted(later=3)
    today = queries.today()
    assert version_of(plan_in_force()) == national
    assert version_of(plan_in_force(today + timedelta(days=2))) == national
    assert version_of(plan_in_force(today + timedelta(days=3))) == version
    timekeeping.set_simulated_time(minute(4 * 24 * 60))
    assert version_of(plan_in_force()) == version
    assert plan_in_force().version == "本地1"


@clause("0.9")
def test_an_open_event_keeps_its_version(desk: PlanDesk) -> None:
    """What began under one version goes on under it; what begins after the adoption runs under the new one."""
    evening = Evening(desk.people)
    before = evening.open(0)
    version = desk.adopted()
    after = evening.open(5)
    assert streams.state_at(before, 1)[1] == version_of(built_in_plan())
    assert streams.state_at(after, 1)[1] == version
    evening.grade(before, reason="组织研判认定")  # the old event can still be worked


@clause("0.6", "3.2.2")
def test_the_steps_come_in_their_order(desk: PlanDesk) -> None:
    """Nobody reviews the own proposal, nobody adopts what nobody reviewed or what was objected to."""
    version = desk.propose(by="zhiban")
    with pytest.raises(Refused, match="先登记征求意见"):
        desk.review(version, by="wendian")
    desk.consult(version)
    with pytest.raises(Refused, match="不能自己审查"):
        desk.review(version, by="zhiban")
    with pytest.raises(Refused, match="还没有另一人的法律审查同意"):
        desk.adopt(version)
    desk.review(version, by="wendian", opinion="objected")
    with pytest.raises(Refused, match="还没有另一人的法律审查同意"):
        desk.adopt(version)
    desk.review(version, by="wendian")
    with pytest.raises(Refused, match="不能早于今天"):
        desk.adopt(version, later=-1)
    desk.adopt(version)
    with pytest.raises(Refused, match="已经采用"):
        desk.adopt(version)


def test_a_signer_signs_what_was_seen(desk: PlanDesk) -> None:
    """A signature names the content's hash; another hash than the version's is refused."""
    version = desk.propose()
    desk.consult(version)
    with pytest.raises(Refused, match="不一致"):
        actions.review_version(
            actor=desk.people["zhiban"], version=version, opinion="agreed", note="", seen_hash="0" * 64
        )


@clause("3.2.2")
def test_an_occasion_stands_until_a_version_is_adopted_or_it_is_closed(desk: PlanDesk) -> None:
    """Two occasions; one is closed with a reason, the other settled by the adoption."""
    by = desk.people["zhiban"]
    noted: dict[str, Any] = {"occurred_on": queries.today(), "note": "突发事件应对法修订"}
    first = actions.note_revision(actor=by, kind="law", **noted, idempotency_key=desk.key())
    second = actions.note_revision(actor=by, kind="problem", **noted, idempotency_key=desk.key())
    actions.close_revision(actor=by, trigger=first.fact.reference, reason="已有规定", idempotency_key=desk.key())
    assert [row.pk for row in queries.open_revisions()] == [second.fact.reference]
    desk.adopted()
    assert queries.open_revisions() == []
    with pytest.raises(Refused, match="已经了结"):
        actions.close_revision(actor=by, trigger=second.fact.reference, reason="再关一次")


def test_the_rows_follow_from_the_facts(desk: PlanDesk) -> None:
    """Versions, occasions and copies can be drawn anew from the ledger, and the ledger proves the plans kept."""
    by = desk.people["wendian"]
    actions.note_revision(actor=by, kind="risk", occurred_on=queries.today(), note="新的风险")
    version = desk.adopted()
    actions.file_version(actor=by, version=version, to="国务院办公厅", filed_on=queries.today())
    actions.hand_out_copy(actor=by, recipient="示例单位", purpose="培训", idempotency_key=desk.key())
    assert compare_with_database(read_all()) == []
    assert unproven() == []


@clause("0.1")
def test_a_copy_is_numbered_marked_and_registered(desk: PlanDesk) -> None:
    """The file bears the mark, number, recipient, officer and time; asked for again it is the same to the byte."""
    key, by = desk.key(), desk.people["wendian"]
    wanted = {"recipient": "示例单位 <b>甲</b>", "purpose": "值班使用"}
    outcome, content = actions.hand_out_copy(actor=by, **wanted, idempotency_key=key)
    again, same = actions.hand_out_copy(actor=by, **wanted, idempotency_key=key)
    text = content.decode()
    assert (again.repeated, same) == (True, content)
    assert "内部 · 副本 2026-001 · 发给 示例单位 &lt;b&gt;甲&lt;/b&gt; · 经办 顾文简 · 2026-03-02 09:12" in text
    assert "<b>甲" not in text
    assert not any(mark in text for mark in ("秘密★", "机密", "绝密"))
    assert [(row.number, row.sha256) for row in queries.copies()] == [("2026-001", outcome.fact.payload["sha256"])]


def test_a_kept_version_is_whole(desk: PlanDesk) -> None:
    """What is kept stands by itself and says, word for word, what was proposed."""
    version = desk.propose()
    plans.plan_of_version.cache_clear()
    read = plans.plan_of_version(version)
    assert version_of(read) == version
    assert read.written == read_archive(whole_plan()).written


def test_a_spoilt_version_leaves_the_last_good_one_in_force(
    desk: PlanDesk, staffed: tuple[Path, dict[str, Actor]]
) -> None:
    """Files lost or made hostile after adoption: the version before serves, those concerned are told, acts go on."""
    good = desk.adopted()
    bad = desk.adopted(whole_plan("本地2"))
    folder = staffed[0] / "plans" / bad.replace("@", "_")
    for spoilt in ("{" * 100_000, "a: &a [x]\nb: [*a, *a", "{}", "[" * 5000 + "]" * 5000, "\x00"):
        (folder / "plan.yaml").write_text(spoilt, encoding="utf-8")
        plans.plan_of_version.cache_clear()
        streams.forget_all()
        assert version_of(plan_in_force()) == good
        assert [version for version, _ in unreadable_versions()] == [bad]
    assert streams.state_at(Evening(desk.people).open(0), 1)[1] == good
    assert queries.plan_warnings(desk.people["zhiban"]).unreadable[0][0] == bad


HOSTILE = {
    "no zip": (b"PK not a zip", "不是能打开的"),
    "nothing of a plan": (zipped({"readme.txt": "x"}), "不该有这个文件"),
    "no header": (zipped({"clocks.yaml": "clocks: []"}), "没有 plan.yaml"),
    "out of the folder": (zipped({"plan.yaml": "", "../plan.yaml": ""}), "越出目录"),
    "absolute": (zipped({"plan.yaml": "", "/etc/plan.yaml": ""}), "越出目录|不该有"),
    "another system's path": (zipped({"plan.yaml": "", "..\\plan.yaml": ""}), "越出目录"),
    "a zip within": (zipped({"plan.yaml": "", "more.zip": b"PK"}), "不该有这个文件"),
    "nested folders": (zipped({"plan.yaml": "", "cases/a/b.yaml": ""}), "不该有这个文件"),
    "too many": (zipped({"plan.yaml": "", **{f"cases/{n}.yaml": "" for n in range(100)}}), "不超过"),
    "a bomb": (zipped({"plan.yaml": "#" * 40_000_000}), "展开后太大"),
    "too large": (b"0" * (5 * 1024 * 1024), "超过"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused_in_words(name: str) -> None:
    """Bombs, paths that lead outside, nested archives, too many or too large files: a sentence each, nothing kept."""
    content, words = HOSTILE[name]
    with pytest.raises(Refused, match=words):
        read_archive(content)


@clause("0.6")
def test_a_plan_with_problems_keeps_nothing(desk: PlanDesk, staffed: tuple[Path, dict[str, Actor]]) -> None:
    """All problems come at once, with file and line; no fact and no folder are left of it."""
    before = sorted((staffed[0] / "plans").iterdir())
    files = national_files(version="'坏1'")
    files["signatures.yaml"] = files["signatures.yaml"].replace("roles: [R1]", "roles: [R99]", 1)
    files["plan.yaml"] += "nonsense: 1\n"
    with pytest.raises(PlanRefused) as refused:
        desk.propose(zipped(files))
    assert {problem.file for problem in refused.value.problems} >= {"plan.yaml"}
    assert all(problem.line > 0 for problem in refused.value.problems)
    assert sorted((staffed[0] / "plans").iterdir()) == before
    assert queries.plan_versions() == []


def test_the_plan_of_a_day_is_the_latest_that_has_begun() -> None:
    """Among those begun the latest first day wins, among equal days the later adoption; before all, none."""
    first, same, later = date(2026, 1, 1), date(2026, 1, 1), date(2026, 5, 1)
    adoptions = (Adoption("a@1", first), Adoption("c@3", same), Adoption("b@2", later))
    assert versions_on(adoptions, date(2025, 12, 31)) == []
    assert versions_on(adoptions, first) == ["c@3", "a@1"]
    assert versions_on(adoptions, later) == ["b@2", "c@3", "a@1"]


def test_a_later_adoption_takes_the_place_of_one_that_has_not_begun() -> None:
    """A first day typed as 2062 holds nobody up: the next adoption, from an earlier day, is the one that applies."""
    first, mistyped, meant = date(2026, 1, 1), date(2062, 5, 1), date(2026, 5, 1)
    adoptions = (Adoption("a@1", first), Adoption("b@2", mistyped), Adoption("c@3", meant))
    assert versions_on(adoptions, date(2026, 4, 30)) == ["a@1"]
    assert versions_on(adoptions, meant) == ["c@3", "a@1"]
    assert versions_on(adoptions, mistyped) == ["c@3", "a@1"]


def test_a_database_that_does_not_answer_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the adoptions can't be asked for, what was known goes on; a fresh process works by the built-in plan."""
    plans.forget_adoptions()
    monkeypatch.setattr(plans._known, "source", lambda: None)
    assert plan_in_force() is built_in_plan()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 3, 15), 12, date(2024, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    """The same day of the month, or the last one of a shorter month."""
    assert rules.add_months(day, months) == expected


@clause("3.2.2")
def test_the_yearly_review_falls_due() -> None:
    """Twelve months after the version in force began (PAR-07); overdue from the day after."""
    plan, began = built_in_plan(), date(2025, 3, 10)
    assert rules.review_due(plan, [began], date(2026, 3, 10)) == (date(2026, 3, 10), False)
    assert rules.review_due(plan, [began], date(2026, 3, 11)) == (date(2026, 3, 10), True)
    assert rules.review_due(plan, [], date(2020, 9, 20)) == (date(2020, 9, 20), False)


def test_nothing_is_filed_before_it_was_adopted(desk: PlanDesk) -> None:
    """The day of filing is not before that of the adoption."""
    version = desk.adopted()
    with pytest.raises(Refused, match="备案在采用之后"):
        actions.file_version(
            actor=desk.people["wendian"],
            version=version,
            to="国务院办公厅",
            filed_on=queries.today() - timedelta(days=1),
        )


def test_an_adoption_half_signed_for_a_day_that_passed_is_signed_anew() -> None:
    """The first signed for Monday, nobody else did; on Tuesday he may sign again, for a day to come, as must all."""
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    half = rules.VersionState(
        "national-2019-75@1", "0", "officer/a", rules.SIGNING, agreed=True, reviewer="officer/b",
        signers=(("officer/c", "R1"),), effective_from=monday,
    )  # fmt: skip
    assert rules.still_signed(half, monday) == half
    lapsed = rules.still_signed(half, tuesday)
    requirement = built_in_plan().signature_requirement(rules.ADOPT)
    assert rules.why_not_adopt(half, requirement, "officer/c")
    assert rules.why_not_adopt(lapsed, requirement, "officer/c") == ""
    assert rules.why_not_that_day(half, tuesday, tuesday, built_in_plan(), live=False)
    assert rules.why_not_that_day(lapsed, tuesday, tuesday, built_in_plan(), live=False) == ""
    payload = {"version": half.version, "effective_from": "2026-03-03", "document": "纪要", "complete": False}
    state = rules.Versions(by_version={half.version: half})
    for officer, count in (("officer/c", 1), ("officer/d", 2)):
        signed = {**payload, "officer": officer, "role": "R1"}
        state = rules.fold(state, SimpleNamespace(kind="plan.version_adopted", payload=signed))  # type: ignore[arg-type]
        assert len(state.by_version[half.version].signers) == count
    assert state.by_version[half.version].effective_from == tuesday
