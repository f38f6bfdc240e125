"""What two plans say differently, told to a head of office."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.plan.carriers import CARRYING
from fengsui.plan.differences import Change, differences, kind_of_list
from fengsui.plan.duties import AccessFile, AccessGrant
from fengsui.plan.files import FILE_SHAPES, PlanFiles, TermEntry
from fengsui.plan.key_names import KEY_NAMES, LIST_NAMES, PART_NAMES, VALUE_NAMES
from fengsui.plan.loader import load_files
from fengsui.plan.measures import Form, FormField, FormsFile, LegalBasis, LegalBasisFile
from fengsui.plan.model import Addressee, Element, Quantity, Slot
from fengsui.plan.speaking import Names
from fengsui.plan.strictness import DIRECTION_NAMES, of_expressions

NATIONAL = Path(__file__).resolve().parents[2] / "plans" / "national-2019-75"


@pytest.fixture(scope="module")
def written() -> PlanFiles:
    """The national plan's files."""
    return load_files(NATIONAL)


def with_part(written: PlanFiles, part: str, **values: Any) -> PlanFiles:
    """The plan with some keys of one file said otherwise."""
    return written.model_copy(update={part: getattr(written, part).model_copy(update=values)})


def with_element(written: PlanFiles, part: str, element_id: str, **values: Any) -> PlanFiles:
    """The plan with some keys of one element said otherwise; the element is found by its id or act."""
    shape = getattr(written, part)
    for listed in type(shape).model_fields:
        elements = getattr(shape, listed)
        for place, element in enumerate(elements if isinstance(elements, tuple) else ()):
            if element_id in {getattr(element, "id", None), getattr(element, "act", None)}:
                changed = element.model_copy(update=values)
                return with_part(written, part, **{listed: (*elements[:place], changed, *elements[place + 1 :])})
    raise KeyError(element_id)


def only(changes: tuple[Change, ...]) -> Change:
    """The one change there is."""
    assert len(changes) == 1, [change.sentence for change in changes]
    return changes[0]


def test_a_shorter_clock_reads_as_a_tightening(written: PlanFiles) -> None:
    """The length at each grade in words, what it means, and the clause it stands on."""
    shorter = with_element(written, "clocks", "first_notice", term=TermEntry(amount=90, unit="minutes"))
    change = only(differences(written, shorter))
    assert change.sentence == "时钟 首报：特别重大 2小时 → 90分钟（收紧），条款 五（二）1（1）"
    assert (change.part, change.id, change.before, change.after) == ("clocks", "first_notice", "2小时", "90分钟")
    assert only(differences(shorter, written)).direction == "relaxed"


def test_a_parameter_names_the_grade_it_changes(written: PlanFiles) -> None:
    """Fifteen minutes become ten for the gravest grade alone."""
    parameter = next(entry for entry in written.parameters.parameters if entry.id == "PAR-19")
    quantities = {**parameter.quantities, "extraordinary": Quantity(amount=10, unit="minutes")}
    change = only(differences(written, with_element(written, "parameters", "PAR-19", quantities=quantities)))
    assert change.sentence.startswith("参数 PAR-19 任务签收期限：特别重大 15分钟 → 10分钟（收紧）")


def test_one_more_signature_is_stricter_and_one_more_who_may_give_it_is_laxer(written: PlanFiles) -> None:
    """A slot more is a tightening; a role more in the same slot is not."""
    more = with_element(written, "signatures", "activate_plan", slots=(Slot(roles=("R1",)), Slot(roles=("R2",))))
    change = only(differences(written, more))
    assert change.sentence.startswith("签字 启动预案：增加一位签字人（副组长）（收紧）")
    either = with_element(written, "signatures", "activate_plan", slots=(Slot(roles=("R1", "R2")),))
    change = only(differences(written, either))
    assert (change.direction, change.says) == ("relaxed", "签字人 组长 → 组长、副组长")


def test_a_rule_that_fires_earlier_is_stricter(written: PlanFiles) -> None:
    """A lower threshold or one more alternative tightens; the reverse relaxes; anything else is only a change."""
    rule = next(rule for rule in written.grading.rules if rule.id == "GR-5")
    assert rule.when == "blown_up_30_days >= 1"
    said = {
        when: only(differences(written, with_element(written, "grading", "GR-5", when=when))).direction
        for when in ("blown_up_30_days >= 2", "blown_up_30_days >= 1 or veto_share_ppm >= 20%", "veto_share_ppm >= 1%")
    }
    assert list(said.values()) == ["relaxed", "tightened", "altered"]
    change = only(differences(written, with_element(written, "grading", "GR-5", when="blown_up_30_days >= 2")))
    assert change.sentence.startswith("规则 GR-5 ")
    assert "blown_up_30_days >= 1 → blown_up_30_days >= 2" in change.says


def test_thresholds_from_above_are_read_the_other_way_round() -> None:
    """“Below 80%” comes true earlier when the number goes up; so does a negated group."""
    assert of_expressions("share < 80%", "share < 90%", "lower") == "tightened"
    assert of_expressions("share < 80%", "share < 70%", "lower") == "relaxed"
    assert of_expressions("a >= 2 and share < 80%", "a >= 3 and share < 90%", "lower") == "altered"
    assert of_expressions("not (a >= 2)", "not (a >= 3)", "lower") == "tightened"
    assert of_expressions("a >= 2", "a >= 1", "fixed") == "altered"


def test_a_quantity_that_is_tightened_the_other_way_reads_so(written: PlanFiles) -> None:
    """A greater tail makes the floors smaller: that is stricter, though the other thresholds tighten downwards."""
    parameter = next(entry for entry in written.parameters.parameters if entry.id == "PAR-08")
    tail = parameter.quantities["rare_tail"]
    quantities = {**parameter.quantities, "rare_tail": tail.model_copy(update={"amount": tail.amount + 1})}
    greater = with_element(written, "parameters", "PAR-08", quantities=quantities)
    assert only(differences(written, greater)).direction == "tightened"
    assert only(differences(greater, written)).direction == "relaxed"


def test_what_comes_and_what_goes(written: PlanFiles) -> None:
    """A new addressee, and one that is no longer there."""
    office = Addressee(id="police", name="省公安厅", full_name="某省公安厅", clause="5.2.1.1.a")
    more = with_part(written, "documents", addressees=(*written.documents.addressees, office))
    assert only(differences(written, more)).sentence == "新增报送单位：省公安厅，条款 五（二）1（1）"
    change = only(differences(more, written))
    assert change.sentence == "不再有报送单位：省公安厅，条款 五（二）1（1）"
    assert (change.kind, change.direction_name) == ("removed", "减少")


def test_of_a_long_text_what_changed_is_shown(written: PlanFiles) -> None:
    """Nobody compares two paragraphs by eye; figures and numbers are not cut in two."""
    rule = next(rule for rule in written.grading.rules if rule.id == "GR-1")
    changed = rule.explanation.replace("一成以上", "百分之十以上", 1)
    change = only(differences(written, with_element(written, "grading", "GR-1", explanation=changed)))
    assert change.direction_name == "文字"
    assert "一成以上" in change.before
    assert "百分之十以上" in change.after
    assert len(change.before) < 40 < len(rule.explanation)


def test_the_gravest_stands_first(written: PlanFiles) -> None:
    """Within a part what is laxer or gone comes before what is stricter or new, and parts keep their order."""
    other = with_element(written, "clocks", "first_notice", term=TermEntry(amount=1, unit="hours"), name="头报")
    other = with_element(other, "clocks", "written_report", term=TermEntry(amount=5, unit="hours"))
    other = with_element(other, "grading", "GR-5", explanation="另一种说法")
    found = [(change.part, change.direction) for change in differences(written, other)]
    assert found == [
        ("grading", "worded"),
        ("clocks", "relaxed"),
        ("clocks", "tightened"),
        ("clocks", "worded"),
    ]


def test_more_who_may_is_laxer_and_names_are_words(written: PlanFiles) -> None:
    """Access is shown with posts by name; a box of a form that must be filled is stricter."""
    few = written.model_copy(
        update={
            "access": AccessFile(access=(AccessGrant(id="x.y", name="办某事", roles=("R1",), clause="1.1.d"),)),
            "forms": FormsFile(
                forms=(Form(id="f", name="某表", clause="1.1.d", fields=(FormField(id="a", name="栏一"),)),)
            ),
        }
    )
    many = with_element(few, "access", "x.y", roles=("R1", "R3"))
    many = with_element(many, "forms", "f", fields=(FormField(id="a", name="栏一", must=True),))
    access, form = differences(few, many)
    chief = next(role.name_zh for role in written.organisation.roles if role.id == "R3")
    assert (access.direction, access.says) == ("relaxed", f"可以办的人增加 {chief}")
    assert (form.direction, form.says) == ("tightened", "栏目“栏一”：必填 否 → 是")


def test_a_law_that_ends_is_told_with_its_date(written: PlanFiles) -> None:
    """Dates are dates, and the law is called by its title."""
    law = LegalBasis(id="l", title="某办法", says="某事", clause="P.3")
    old = written.model_copy(update={"legal_basis": LegalBasisFile(legal_basis=(law,))})
    change = only(differences(old, with_element(old, "legal_basis", "l", effective_to=date(2026, 1, 1))))
    assert change.sentence == "法律依据 某办法：失效日期 （没有） → 2026-01-01（改动），条款 序言"


def test_order_counts(written: PlanFiles) -> None:
    """Among equal rules the plan's order decides, so another order is a difference."""
    rules = written.grading.rules
    other = with_part(written, "grading", rules=(rules[1], rules[0], *rules[2:]))
    assert "次序" in only(differences(written, other)).says


def test_signers_in_another_order_are_still_a_difference(written: PlanFiles) -> None:
    """Nobody signs more or less, but it is told; a slot that gets a name of its own is told as words."""
    slots = (Slot(roles=("R4",)), Slot(roles=("R3",)))
    first = with_element(written, "signatures", "confirm_blowup", slots=slots)
    assert (
        "次序" in only(differences(first, with_element(first, "signatures", "confirm_blowup", slots=slots[::-1]))).says
    )
    named = (Slot(roles=("R4",), name="保密审查"), slots[1])
    change = only(differences(first, with_element(first, "signatures", "confirm_blowup", slots=named)))
    assert (change.direction, "保密审查" in change.after) == ("worded", True)


def test_a_later_signature_matters_only_where_a_call_may_approve(written: PlanFiles) -> None:
    """Forbidding telephone approval takes its later signature away, and that relaxes nothing."""
    without = with_element(written, "signatures", "activate_plan", phone_allowed=False, phone_countersign=None)
    assert [change.direction for change in differences(written, without)] == ["altered", "tightened"]
    unsigned = with_element(written, "signatures", "activate_plan", phone_countersign=None)
    assert only(differences(written, unsigned)).direction == "relaxed"


def shapes() -> dict[str, type[Element]]:
    """Every shape that plan files are written in, by name."""
    found: dict[str, type[Element]] = {}

    def elements(annotation: Any) -> Iterator[type[Element]]:
        if isinstance(annotation, type) and issubclass(annotation, Element):
            yield annotation
        for inner in get_args(annotation):
            yield from elements(inner)

    def gather(shape: type[Element]) -> None:
        if shape.__name__ not in found:
            found[shape.__name__] = shape
            for described in shape.model_fields.values():
                for inner in elements(described.annotation):
                    gather(inner)

    for shape in FILE_SHAPES.values():
        gather(shape)
    return found


def test_every_key_list_and_fixed_value_has_a_chinese_name(written: PlanFiles) -> None:
    """No reader meets an English key: whoever adds a key to a shape names it here."""
    missing = set()
    for name, shape in shapes().items():
        for key, described in shape.model_fields.items():
            if key not in KEY_NAMES and f"{name}.{key}" not in KEY_NAMES:
                missing.add(f"{name}.{key}")
            names = VALUE_NAMES.get(f"{name}.{key}", VALUE_NAMES.get(key, {}))
            missing |= {
                f"{name}.{key} {value}"
                for value in _choices(described.annotation)
                if value.isascii()
                and value not in names
                and (name, key) != ("LexiconEntry", "kinds")
                and (name, key) != ("LexiconEntry", "events")
            }
    assert missing == set()
    assert set(PART_NAMES) == set(FILE_SHAPES)
    lists = {
        (part, key)
        for part, shape in FILE_SHAPES.items()
        for key, described in shape.model_fields.items()
        if any(isinstance(kind, type) and issubclass(kind, Element) for kind in get_args(described.annotation))
    }
    assert lists <= set(CARRYING) | set(LIST_NAMES)
    speaking = Names.of(written, {})
    unnamed = {
        (parameter.id, key)
        for parameter in written.parameters.parameters
        for key, quantity in parameter.quantities.items()
        if speaking.key(key, quantity) == key
    }
    assert unnamed == set()


def _choices(annotation: Any) -> Iterator[str]:
    for inner in get_args(annotation):
        if isinstance(inner, str):
            yield inner
        else:
            yield from _choices(inner)


def _lists(written: PlanFiles) -> list[tuple[str, str]]:
    return [
        (part, key)
        for part in FILE_SHAPES
        if (shape := getattr(written, part)) is not None
        for key in type(shape).model_fields
        if isinstance(elements := getattr(shape, key), tuple) and elements and isinstance(elements[0], Element)
    ]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_is_overlooked(written: PlanFiles, data: st.DataObject) -> None:
    """Whatever is taken from a plan is told, read both ways; a plan has no difference from itself."""
    part, listed = data.draw(st.sampled_from(_lists(written)))
    elements = getattr(getattr(written, part), listed)
    gone = data.draw(st.integers(0, len(elements) - 1))
    less = with_part(written, part, **{listed: (*elements[:gone], *elements[gone + 1 :])})
    change = only(differences(written, less))
    assert (change.kind, change.element_kind) == ("removed", kind_of_list(part, listed))
    assert only(differences(less, written)).kind == "added"
    assert differences(less, less) == ()


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_every_key_that_changes_is_told(written: PlanFiles, data: st.DataObject) -> None:
    """Any text, number, mark or date of any element, put otherwise, gives a change with words and a direction."""
    part, listed = data.draw(st.sampled_from(_lists(written)))
    elements = getattr(getattr(written, part), listed)
    place = data.draw(st.integers(0, len(elements) - 1))
    element = elements[place]
    keys = [key for key, value in element if _other(value) is not None and key not in {"id", "code", "act", "rank"}]
    key = data.draw(st.sampled_from(keys))
    changed = element.model_copy(update={key: _other(getattr(element, key))})
    other = with_part(written, part, **{listed: (*elements[:place], changed, *elements[place + 1 :])})
    changes = differences(written, other)
    assert changes
    for change in changes:
        assert change.direction in DIRECTION_NAMES
        assert change.sentence


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "改"
    if isinstance(value, date):
        return date(2030, 1, 1)
    return None
