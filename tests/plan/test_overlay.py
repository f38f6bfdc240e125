"""A province's files are laid over the national ones: what changes, what stays, and what is refused at the door."""

from pathlib import Path

import pytest

from fengsui.plan import Plan, PlanError, Problem, Vocabulary, load_plan, run_cases
from fengsui.plan.build import content_hash
from fengsui.plan.loader import load_files
from tests.plan.overlays import HEADER, PLANS, written


def refusal(directory: Path) -> tuple[Problem, ...]:
    """The problems an overlay is refused with."""
    with pytest.raises(PlanError) as refused:
        load_plan(directory)
    return refused.value.problems


def test_the_overlay_of_the_invented_province_loads_and_its_cases_pass() -> None:
    """The example of 云汀省 is a whole plan by data alone: shorter clocks, a further office, a further signature."""
    plan = load_plan(PLANS / "yunting-2026")
    assert [result for result in run_cases(PLANS / "yunting-2026", plan) if not result.passed] == []
    assert (plan.id, plan.written.header.base) == ("yunting-2026", "national-2019-75")
    assert plan.clock_term("first_notice", "extraordinary").words == "90分钟"
    assert plan.addressee("provincial_finance_office").clause == "云.1"
    assert [slot.roles for slot in plan.signature_requirement("terminate_event").slots] == [("R1",), ("R2",)]
    assert plan.warning.sensitive_periods[0].clause == "云.2"
    assert "示例" in plan.title
    assert "示例" in plan.document_number


def test_the_example_knows_the_words_of_the_program(vocabulary: Vocabulary) -> None:
    """The example uses no figure and no fact kind that the program does not offer."""
    assert load_plan(PLANS / "yunting-2026", vocabulary).borderline_percent == 25


def test_an_overlay_that_changes_nothing_is_the_national_plan(tmp_path: Path, plan: Plan) -> None:
    """Without a word of its own an overlay differs from its base in its header only."""
    laid = load_files(written(tmp_path))
    assert laid.model_copy(update={"header": plan.written.header}) == plan.written
    assert content_hash(laid) != plan.source_hash


def test_an_element_takes_over_only_the_keys_that_are_given(tmp_path: Path, plan: Plan) -> None:
    """A known id changes the keys it gives; every other key, every other element and their order stay."""
    text = "clocks:\n  - id: first_notice\n    term: {amount: 90, unit: minutes}\n"
    laid = load_plan(written(tmp_path, clocks=text))
    before, after = plan.clocks["first_notice"], laid.clocks["first_notice"]
    assert after.warn_before_minutes == before.warn_before_minutes
    assert (after.amount, after.unit) == (90, "minutes")
    assert list(laid.clocks) == list(plan.clocks)
    assert laid.clocks["written_report"] == plan.clocks["written_report"]


def test_a_quantity_takes_over_only_its_amount(tmp_path: Path) -> None:
    """Inside a parameter the same holds: the unit need not be said again."""
    text = "parameters:\n  - id: PAR-19\n    quantities: {extraordinary: {amount: 10}}\n"
    laid = load_plan(written(tmp_path, parameters=text))
    assert laid.clock_term("task_acknowledgement", "extraordinary").words == "10分钟"
    assert laid.clock_term("task_acknowledgement", "major").words == "1小时"


def test_a_new_id_is_added_at_the_end(tmp_path: Path, plan: Plan) -> None:
    """A new element joins the list; nothing of the national list is lost."""
    text = "addressees:\n  - {id: finance_office, name: 省委金融办, full_name: 省委金融委员会办公室, clause: 1.2.d}\n"
    laid = load_plan(written(tmp_path, documents=text))
    assert [office.id for office in laid.addressees] == [*(office.id for office in plan.addressees), "finance_office"]


def test_parts_within_an_element_are_laid_by_id_too(tmp_path: Path) -> None:
    """A paper that names one further part keeps all the national ones."""
    text = "papers:\n  - {id: risk_prompt, parts: [{id: contact, name: 联系人}]}\n"
    parts = [part.id for part in load_plan(written(tmp_path, documents=text)).paper("risk_prompt").parts]
    assert parts[-1] == "contact"
    assert "measures" in parts


def test_a_clock_may_leave_its_parameter_for_a_number(tmp_path: Path) -> None:
    """A term is one thing: written as a number, it no longer stands in the parameter."""
    text = "clocks:\n  - id: activation\n    term: {amount: 10, unit: minutes}\n"
    term = load_plan(written(tmp_path, clocks=text)).clock_term("activation", "extraordinary")
    assert (term.words, term.parameter) == ("10分钟", None)


def test_forbidding_the_telephone_needs_no_more_than_saying_so(tmp_path: Path) -> None:
    """Where approval by phone is given up, its later signature falls away by itself."""
    text = "signatures:\n  - {act: activate_plan, phone_allowed: false}\n"
    row = load_plan(written(tmp_path, signatures=text)).signature_requirement("activate_plan")
    assert not row.phone_allowed
    assert row.phone_countersign is None


def test_a_problem_names_the_overlays_own_line(tmp_path: Path) -> None:
    """What the province wrote is told with the province's file and line, and the clause it need not repeat."""
    text = "# 时钟\nclocks:\n  - id: written_report\n    term: {amount: 90, unit: seconds}\n"
    (problem,) = refusal(written(tmp_path, clocks=text))
    assert (problem.file, problem.line, problem.clause) == ("clocks.yaml", 4, "5.2.1.1.d")


def test_a_problem_of_the_base_names_the_bases_file(tmp_path: Path) -> None:
    """A fault that lies in the national files is not blamed on the province."""
    base = tmp_path / "national-2019-75"
    base.mkdir()
    for path in (PLANS / "national-2019-75").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (base / path.name).write_text(text.replace("words: 2小时内", "wrods: 2小时内"), encoding="utf-8")
    assert "national-2019-75/clocks.yaml" in {problem.file for problem in refusal(written(tmp_path))}


@pytest.mark.parametrize(
    "base",
    [
        "../../etc",
        "../national-2019-75",
        "/etc/passwd",
        "national-2019-75/",
        ".",
        "..",
        "''",
        "NATIONAL-2019-75",
        "'national-2019-75\\0'",
        "[national-2019-75]",
        "75",
        "a" * 200,
        "国家预案",
    ],
)
def test_a_base_is_a_plain_id(tmp_path: Path, base: str) -> None:
    """A base is named by id: nothing in it leads to another place on the disk."""
    problems = refusal(written(tmp_path, header=HEADER.replace("base: national-2019-75", f"base: {base}")))
    assert {problem.file for problem in problems} == {"plan.yaml"}
    assert problems[0].line == 2
    assert problems[0].remedy


def test_a_base_that_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    """The person reads which folder is missing beside the overlay's."""
    header = HEADER.replace("base: national-2019-75", "base: national-2030-1")
    (problem,) = refusal(written(tmp_path, header=header))
    assert "national-2030-1" in problem.message
    assert (problem.where, problem.line) == ("base", 2)


@pytest.mark.parametrize("own", ["overlay", "national-2019-75"])
def test_a_plan_is_not_its_own_base(tmp_path: Path, own: str) -> None:
    """Neither by its id nor by its folder."""
    header = HEADER.replace("id: overlay", f"id: {own}").replace("base: national-2019-75", "base: overlay")
    header = header if own == "overlay" else header.replace("base: overlay", "base: national-2019-75")
    (problem,) = refusal(written(tmp_path, header=header))
    assert "自己" in problem.message


def test_there_is_one_layer_only(tmp_path: Path) -> None:
    """An overlay of an overlay is refused, and with it every circle."""
    written(tmp_path)
    city = tmp_path / "city"
    city.mkdir()
    header = HEADER.replace("id: overlay", "id: city").replace("base: national-2019-75", "base: overlay")
    (city / "plan.yaml").write_text(header, encoding="utf-8")
    (problem,) = refusal(city)
    assert "只有一层" in problem.remedy
    circle = HEADER.replace("base: national-2019-75", "base: city")
    (tmp_path / "overlay" / "plan.yaml").write_text(circle, encoding="utf-8")
    (problem,) = refusal(city)
    assert problem.where == "base"


def test_a_base_must_be_what_its_folder_says(tmp_path: Path) -> None:
    """A folder of the right name with another plan in it is not taken for the national plan."""
    (tmp_path / "national-2019-75").symlink_to(PLANS / "guarantee-2026", target_is_directory=True)
    (problem,) = refusal(written(tmp_path))
    assert "guarantee-2026" in problem.message


@pytest.mark.parametrize(
    ("part", "text", "line"),
    [
        ("clocks", "clocks:\n  - id: first_notice\n    provisional_on: null\n", 3),
        ("clocks", "clocks:\n  - id: first_notice\n    term:\n", 3),
        ("clocks", "clocks:\n", 1),
        ("signatures", "signatures:\n  - {act: upgrade_grade, countersign: null}\n", 2),
        ("signatures", "signatures:\n  - {act: activate_plan, phone_allowed: false, phone_countersign: null}\n", 2),
        ("parameters", "parameters:\n  - id: PAR-18\n    ceiling: ~\n", 3),
        ("parameters", "parameters:\n  - id: PAR-19\n    quantities:\n      major: null\n", 4),
        ("tasks", "tasks:\n  - id: tax_data\n    due: {extraordinary: null}\n", 3),
        ("grading", "rules:\n  - {id: GR-1, when: null, by_judgement: true}\n", 2),
    ],
)
def test_null_erases_nothing(tmp_path: Path, part: str, text: str, line: int) -> None:
    """What the national plan says cannot be wiped out by an empty value."""
    problems = refusal(written(tmp_path, **{part: text}))
    assert any(problem.line == line and "空值" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("clocks", "clocks: []\n"),
        ("clocks", "# 没有改动\n"),
        ("documents", "addressees: []\ncopy_to: []\n"),
        ("signatures", "signatures: []\n"),
        ("parameters", "parameters:\n  - {id: PAR-19, quantities: {}}\n"),
    ],
)
def test_an_empty_list_takes_nothing_away(tmp_path: Path, plan: Plan, part: str, text: str) -> None:
    """There is no way of writing that something is gone: an empty list changes nothing."""
    laid = load_files(written(tmp_path, **{part: text}))
    assert laid.model_copy(update={"header": plan.written.header}) == plan.written


@pytest.mark.parametrize(
    ("part", "text", "where"),
    [
        ("clocks", "- first_notice\n", "(文件)"),
        ("clocks", "clocks: first_notice\n", "clocks"),
        ("clocks", "clocks: {first_notice: {amount: 1}}\n", "clocks"),
        ("clocks", "clocks: [first_notice]\n", "clocks.0"),
        ("clocks", "clocks:\n  - {name: 没有编号}\n", "clocks.0"),
        ("clocks", "clocks:\n  - {id: first_notice, remove: true}\n", "clocks.0.remove"),
        ("clocks", "clocks:\n  - {id: first_notice, warn_before_minutes: none}\n", "clocks.0.warn_before_minutes"),
        ("clocks", "clocks:\n  - {id: first_notice}\n  - {id: first_notice}\n", "clocks.1"),
        ("clauses", "clauses:\n  - {id: '5.2', section: 补充}\n", "clauses.0"),
        ("organisation", "roles:\n  - {id: R20, name_zh: 新角色, english: new}\n", "roles.0"),
    ],
)
def test_what_has_not_the_right_shape_is_refused(tmp_path: Path, part: str, text: str, where: str) -> None:
    """Nonsense in an overlay is told at its place, in the overlay's own count."""
    problems = refusal(written(tmp_path, **{part: text}))
    assert any(problem.file == f"{part}.yaml" and problem.where.startswith(where) for problem in problems)


def test_a_misspelt_file_is_told(tmp_path: Path) -> None:
    """A file that no part of a plan has would change nothing without anybody knowing."""
    (problem,) = refusal(written(tmp_path, clock="clocks: []\n"))
    assert (problem.file, problem.line) == ("clock.yaml", 0)


def test_an_overlay_may_not_take_all_other_rights_away(tmp_path: Path) -> None:
    """Naming a permission that the national plan gives nobody gives it to nobody."""
    text = "access:\n  - {id: invented.permission, name: 新权限, clause: 1.5.d, roles: [R1]}\n"
    problems = refusal(written(tmp_path, access=text))
    assert [problem.file for problem in problems] == ["access.yaml"]
