"""What may stand in a form's boxes: pure rules over the plans as they are shipped, and over an invented one."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.plans import built_in_plan
from fengsui.conduct.signatures import Signature
from fengsui.documents.layout import render_text
from fengsui.documents.sheets import boxes as rules
from fengsui.documents.sheets import signing_rules
from fengsui.documents.sheets.boxes import Box
from fengsui.documents.sheets.composing import SheetContent, Signed, compose_sheet, written
from fengsui.documents.sheets.reactions import term_of
from fengsui.plan.measures import FormField
from fengsui.plan.model import Slot

PLAN = built_in_plan()
FIVE = ("admonition", "training", "rumour_check", "answer_line")
SAMPLE: Mapping[str, str] = {"date": "2026-03-09", "deadline": "2026-03-09", "items": "第一条｜没有披露"}


def boxes(form: str) -> tuple[Box, ...]:
    """The boxes of one of the national forms."""
    found = rules.form_of(PLAN, form)
    assert found is not None
    return rules.boxes_of(PLAN, found)


def full(form: str) -> dict[str, str]:
    """Something lawful in every box that is typed."""
    return {
        box.id: box.field.choices[0] if box.field.kind == "choice" else SAMPLE.get(box.field.kind, "已办")
        for box in boxes(form)
        if box.typed
    }


def printed(form: str, values: Mapping[str, str], **more: object) -> str:
    """The sheet as plain text."""
    content = SheetContent(
        form=form,
        form_name=form,
        handling="内部",
        number="核〔2026〕1号",
        version=1,
        filled_at="2026-03-02 09:12",
        filler_name="王栈",
        boxes=written(boxes(form), values, {}),
    )
    return render_text(compose_sheet(content, issuer="办公室", frame="live", **more))  # type: ignore[arg-type]


def test_registers_and_forms_with_a_paper_are_no_sheets() -> None:
    """Claims, receptions, discipline and orders have registers; reports and letters have papers; the rest is filled."""
    offered = {form.id for form in rules.sheet_forms(PLAN)}
    assert offered == {"living_will", "exercise", *FIVE}


@pytest.mark.parametrize("form", FIVE)
@given(data=st.data())
def test_every_missing_box_is_named(form: str, data: st.DataObject) -> None:
    """Whatever ● boxes are left out, each of them is named and nothing else; what is full has no fault."""
    values, must = full(form), [box for box in boxes(form) if box.typed and box.field.must]
    left_out = data.draw(st.sets(st.sampled_from([box.id for box in must])))
    found = rules.faults(boxes(form), {box: text for box, text in values.items() if box not in left_out})
    assert set(found) == left_out
    assert all(box.field.name in found[box.id] for box in must if box.id in left_out)


@pytest.mark.parametrize("form", FIVE)
@given(known=st.sets(st.sampled_from([box.id for form in FIVE for box in boxes(form)])))
def test_no_box_is_ever_printed_blank(form: str, known: set[str]) -> None:
    """A box that nobody knows prints 待核; every label has something after it."""
    values = {box: text for box, text in full(form).items() if box in known}
    lines = [line for line in printed(form, values).split("\n") if "：" in line]
    assert not [line for line in lines if line.endswith("：")]
    for box in boxes(form):
        if box.typed and box.field.kind != "items" and not values.get(box.id):
            assert any(line.startswith(f"{box.field.name}：待核") for line in lines), box.id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("发帖人：老李说平台要停", "不记谁说的"),
        ("@某某说平台要停", "不记谁说的"),
        ("网名叫小风的人说要停", "不记谁说的"),
        ("微信号是abc的人说", "不记谁说的"),
        ("来电 138 0013 8000 说要停", "手机号"),
        ("他的身份证是11010519491231002X", "身份证号"),
        ("绝密★ 平台要停", "国家秘密"),
        ("停" * 2001, "最多 2000 字"),
    ],
)
def test_a_rumour_never_says_who_told_it(text: str, words: str) -> None:
    """Numbers of persons and whoever posted it are refused, and the box is named (N2, N10)."""
    found = rules.faults(boxes("rumour_check"), {**full("rumour_check"), "text": text})
    assert set(found) == {"text"}
    assert words in found["text"]


def test_a_sealed_box_may_hold_what_an_open_one_may_not() -> None:
    """Who was spoken to stands sealed, with whatever number belongs to it; the printed sheet doesn't show it."""
    values = {**full("admonition"), "persons": "于江桥 13800138000"}
    assert rules.faults(boxes("admonition"), values) == {}
    filled = {"persons": True}
    content = written(boxes("admonition"), values, filled)
    assert next(row for row in content if row.field.id == "persons").text == ""


@pytest.mark.parametrize("text", ["明天", "2026-02-30", "0001-01-01", "9999-12-31", "2026-3-9 "])
def test_a_day_is_a_day(text: str) -> None:
    """What is no day of a plausible year is refused in words."""
    found = rules.faults(boxes("admonition"), {**full("admonition"), "due": text})
    assert "请写日期" in found["due"]


def test_a_choice_is_one_of_those_listed() -> None:
    """The plan lists what a finding may say; nothing else is taken."""
    found = rules.faults(boxes("rumour_check"), {**full("rumour_check"), "finding": "大概是假的"})
    assert "请从列出的几项里选" in found["finding"]


def test_a_deadline_ends_with_the_box_the_plan_names() -> None:
    """The talk's day is watched until the recheck is filled; an answer line's until it is replaced."""
    values = full("admonition")
    ended = rules.nearest_deadline(boxes("admonition"), values)
    assert ended == ("", "")
    assert rules.nearest_deadline(boxes("admonition"), {**values, "recheck": ""}) == ("2026-03-09", "期限")


def test_items_are_numbered_rows() -> None:
    """One line an item; what stands after the last column stays in it, what is missing prints 待核."""
    field = next(box.field for box in boxes("admonition") if box.id == "problems")
    rows = rules.item_rows(field, "第九条｜没有披露｜还有\n\n第十条")
    assert rows == [("1", "第九条", "没有披露｜还有"), ("2", "第十条", "")]


def test_each_signature_stands_in_its_own_box() -> None:
    """保密审查, 法律审查 and 审批 each show who gave that signature, and no other."""
    slots = ("保密审查", "法律审查", "审批")
    given_by = [Signed(slot=slot, officer_name=slot[:2], post="岗", at="2026-03-02 09:12") for slot in slots]
    lines = printed("answer_line", full("answer_line"), signatures=given_by, slots=slots).split("\n")
    for slot in slots:
        assert f"{slot}：{slot[:2]}（岗）2026-03-02 09:12" in lines
    partly = printed("answer_line", full("answer_line"), signatures=given_by[:1], slots=slots).split("\n")
    assert "审批：待签" in partly


def test_where_the_plan_names_no_signature_one_reviewer_signs() -> None:
    """Training has no row of its own: one signature of a reviewer; a rumour wants the spokesperson's."""
    assert [slot.roles for slot in signing_rules.slots_of(PLAN, "training", {"R3", "R1"})] == [("R1", "R3")]
    assert [slot.roles for slot in signing_rules.slots_of(PLAN, "rumour_check", {"R3"})] == [("R11",)]


@given(order=st.permutations(["R7", "R2", "R11"]))
def test_slots_fill_in_any_order_and_never_twice(order: list[str]) -> None:
    """Whoever signs first, three officers fill three slots; a fourth has none to fill."""
    slots = signing_rules.slots_of(PLAN, "answer_line", set())
    signatures: list[Signature] = []
    for role in order:
        assert signing_rules.open_to(slots, signatures, {role})[0] == role
        signatures.append(Signature(role, role, role, "in_person", "2026-03-02T01:12:00+00:00", ""))
    assert signing_rules.waiting(slots, signatures) == ()
    assert signing_rules.open_to(slots, signatures, {"R2", "R7", "R11"}) == ("", "")


def test_overlapping_slots_leave_room_for_who_can_fill_only_one() -> None:
    """A role that fits two slots moves over for one that fits a single slot."""
    slots = (Slot(name="甲", roles=("R1", "R2")), Slot(name="乙", roles=("R1",)))
    first = Signature("a", "a", "R1", "in_person", "2026-03-02T01:12:00+00:00", "")
    assert signing_rules.open_to(slots, [first], {"R2"})[0] == "R2"


@pytest.mark.parametrize(("grade", "hours"), [("extraordinary", 2), ("major", 8), ("", 8)])
def test_a_form_runs_against_the_plan_s_clock_of_its_name(grade: str, hours: int) -> None:
    """A rumour is checked within PAR-15 at the event's grade; a form without such a clock has none."""
    term = term_of(PLAN, "rumour_check", grade)
    assert term is not None
    assert (term.amount, term.unit) == (hours, "hours")
    assert term_of(PLAN, "training", grade) is None


def test_a_hostile_box_name_stays_a_name() -> None:
    """Markup, typesetting code and line ends in a box's name are printed as they stand."""
    name = '#panic("x") <script>$ \\input'
    box = Box(FormField(id="odd", name=name), "body")
    content = SheetContent(
        form="x",
        form_name=name,
        handling="内部",
        number="",
        version=1,
        filled_at="",
        filler_name="王栈",
        boxes=written((box,), {"odd": name}, {}),
    )
    assert f"{name}：{name}" in render_text(compose_sheet(content, issuer="办公室", frame="live"))
