"""Plan files that mean harm: refused in bounded time and memory, with file, line and what to do; never a crash."""

import os
import resource
import shutil
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.plan import PlanError, Problem, reading
from fengsui.plan.checking import check_directory
from fengsui.plan.files import FILE_NAMES, FILE_SHAPES
from fengsui.plan.loader import read_sources
from fengsui.plan.source import LARGEST_FILE, MOST_PLACES, MOST_PROBLEMS, Parsing, read_source, validated
from fengsui.plan.wording import fault_in_words
from tests.plan.conftest import NATIONAL

Put = Callable[[bytes], Path]
SECONDS = 5.0
MEBIBYTES = 100

BOMB = "a: &a [x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write clocks.yaml into a folder that holds nothing else."""

    def write(content: bytes) -> Path:
        path = tmp_path / "clocks.yaml"
        path.write_bytes(content)
        return path

    return write


def refusal(path: Path) -> Problem:
    """The one problem that the file is refused with, within the bounds."""
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(PlanError) as caught:
            read_source(path, "clocks.yaml")
        seconds, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seconds < SECONDS
    assert most < MEBIBYTES * 1024 * 1024
    (problem,) = caught.value.problems
    assert problem.file == "clocks.yaml"
    assert problem.remedy
    return problem


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (BOMB, 1, "锚"),
        ("a: 1\nb: *a\n", 2, "引用"),
        ("clocks:\n  - !!python/object/apply:os.system ['true']\n", 2, "标签"),
        ("clocks: !include other.yaml\n", 1, "标签"),
        ("clocks: []\nclocks: []\n", 2, "写了两次"),
        ("clocks: []\n---\nclocks: []\n", 2, "几份文档"),
        ("%YAML 1.2\n---\nclocks: []\n", 1, "指令"),
        ("1: x\n", 1, "键不是文字"),
        ("true: x\n", 1, "键不是文字"),
        ("? [a, b]\n: x\n", 1, "键不是文字"),
        ("a: 1\n? {b: c}\n: x\n", 2, "键不是文字"),
        ("a: 1\nb: x\0y\n", 2, "U+0000"),
        ("a: 1\nb: safe\u202egnp\n", 2, "U+202E"),
        ("a: 1\ncl\u200bock: x\n", 2, "U+200B"),
        ('a: 1\nb: "删\\u200b除"\n', 2, "U+200B"),
        ('a: 1\n"cl\\u2060ock": x\n', 2, "U+2060"),
        ('a: 1\nb: "x\\0y"\n', 2, "U+0000"),
        ('a: 1\nb: "x\\ry"\n', 2, "U+000D"),
        ('a: 1\nb: "safe\\u202Egnp"\n', 2, "U+202E"),
        ('a: 1\nb: "x\\uE000"\n', 2, "U+E000"),
        ('a: 1\nb: "x\\U000E0041"\n', 2, "U+E0041"),
        ('a: 1\nb: "x\\ud800"\n', 2, "Unicode"),
        ("a: 1\nb: 删\u00ad除\n", 2, "U+00AD"),
        ("a: 1\nb: 删\u034f除\n", 2, "U+034F"),
        ("a: 1\nb: 删\u115f除\n", 2, "U+115F"),
        ("a: 1\nb: 删\u1160除\n", 2, "U+1160"),
        ("a: 1\nb: '删\u3164除'\n", 2, "U+3164"),
        ("a: 1\nb: 删\ufe00除\n", 2, "U+FE00"),
        ("a: 1\nb: |\n  删\n  \ufe0f除\n", 2, "U+FE0F"),
        ("a: " + "[" * 1_000_000, 1, "嵌套"),
        ("{a: " * 500_000, 1, "嵌套"),
        ("- " * 1_000_000, 1, "嵌套"),
        ("\n".join(" " * depth + "a:" for depth in range(1500)), 21, "嵌套"),
        ("a:\n" + "- x\n" * 500_000, 149_997, "太长"),
        ("a: " + "x" * 30_000, 1, "长于"),
        ("a: " + "9" * 5_000, 1, "数太大"),
        ("a: 2018-02-30\n", 1, "没有 2018-02-30 这一天"),
        ("a: 1\n\tb: 2\n", 2, "制表符"),
        ("a: 'open\nb: 2\n", 3, "引号"),
        ("a: [1, 2\nb: 3\n", 2, "括号"),
        ("a: b: c\n", 1, "冒号"),
        ("键：值\nb: 2\n", 2, "冒号"),
        ("clocks:\n  - id: a\n   name: b\n", 3, "对齐"),
    ],
)
def test_refused_with_line_and_remedy(put: Put, content: str, line: int, message: str) -> None:
    """What a plan has no use for is refused where it stands, quickly, with what to do."""
    problem = refusal(put(content.encode("utf-8")))
    assert message in f"{problem.message}；{problem.remedy}", problem
    assert problem.line == line, problem


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("a: 1\nb: 中文\n".encode("gbk"), 2, "UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "UTF-16"),
        (b"a: 1\nb: \xff\xfe\n", 2, "UTF-8"),
        (b"\x7fELF\x02\x01\x01" + bytes(1000), 1, "U+007F"),
        (os.urandom(8) + bytes(100_000), 1, ""),
    ],
)
def test_refused_as_bytes(put: Put, content: bytes, line: int, message: str) -> None:
    """Another encoding and what is no text at all are refused with the line."""
    problem = refusal(put(content))
    assert message in problem.message
    assert problem.line == line


def test_a_file_of_100_megabytes_is_not_read(put: Put) -> None:
    """What is larger than any plan is refused unread: neither time nor memory goes into it."""
    path = put(b"")
    os.truncate(path, 100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_inblock
    problem = refusal(path)
    assert "MiB" in problem.message
    assert problem.line == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_inblock == before


def test_the_largest_file_is_read_in_bounded_time(put: Put) -> None:
    """A file just below the limit takes no longer than the line to hold, whatever it holds."""
    comment = put(b"# x\n" * (LARGEST_FILE // 4))
    began = time.process_time()
    assert read_source(comment, "clocks.yaml").content is None
    assert time.process_time() - began < SECONDS


def test_special_files_are_never_opened(tmp_path: Path) -> None:
    """A pipe would block for ever and a device never end; both are told, as is a folder."""
    path = tmp_path / "clocks.yaml"
    os.mkfifo(path)
    assert "普通文件" in refusal(path).message
    path.unlink()
    path.mkdir()
    assert "普通文件" in refusal(path).message


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/hostname", "../outside.yaml", "clocks.yaml"])
def test_links_out_of_the_folder_are_refused(tmp_path: Path, target: str) -> None:
    """A plan's folder reads nothing from elsewhere on the machine, and a link to itself ends."""
    folder = tmp_path / "plan"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text("clocks: []\n", encoding="utf-8")
    path = folder / "clocks.yaml"
    path.symlink_to(target)
    refusal(path)


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    """A link that stays in the folder, as some deployments lay files out, is followed."""
    (tmp_path / "real.yaml").write_text("clocks: []\n", encoding="utf-8")
    (tmp_path / "clocks.yaml").symlink_to("real.yaml")
    assert read_source(tmp_path / "clocks.yaml", "clocks.yaml").content == {"clocks": ()}


def test_a_linked_folder_of_cases_is_refused(tmp_path: Path) -> None:
    """The folder of cases can't lead elsewhere either."""
    folder = tmp_path / "plan"
    shutil.copytree(NATIONAL, folder)
    shutil.move(folder / "cases", tmp_path / "elsewhere")
    (folder / "cases").symlink_to(tmp_path / "elsewhere")
    checked = check_directory(folder)
    assert {problem.message for problem in checked.problems} == {"文件是指向预案目录之外的链接"}
    assert checked.cases == ()


def test_a_byte_order_mark_is_no_fault(put: Put) -> None:
    """Editors that begin a file with a mark write plans too."""
    assert read_source(put("\ufeffclocks: []\n".encode()), "clocks.yaml").content == {"clocks": ()}


def test_scalars_mean_what_yaml_1_2_says(put: Put) -> None:
    """The words yes and no and 08:30 are text, quoted is text, dates are dates."""
    text = "[yes, no, on, 08:30, '2', 2, 0x1f, 1_000, -3, true, ~, null, '', 2.1, 2019-09-20, '2019-09-20', 10.4%]"
    content = read_source(put(text.encode()), "clocks.yaml").content
    assert [type(value).__name__ for value in content] == (
        ["str"] * 5 + ["int", "str", "str", "int", "bool", "NoneType", "NoneType", "str", "float", "date", "str", "str"]
    )


def test_a_rule_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    """A rule of thousands of words, brackets or digits is told at its line; nothing recurses into it."""
    folder = tmp_path / "plan"
    shutil.copytree(NATIONAL, folder)
    grading = folder / "grading.yaml"
    rule = "blown_up_30_days >= 1\n    effect: review\n"
    text = grading.read_text(encoding="utf-8").replace("on_site_head_count >= 1000", "(" * 5000 + "a" + ")" * 5000, 1)
    text = text.replace("on_site_head_count >= 5000", "not " * 4000 + "a", 1)
    text = text.replace("office_head_count >= 100", f"office_head_count >= {'9' * 4000}", 1)
    grading.write_text(text, encoding="utf-8")
    assert rule not in text
    began = time.process_time()
    problems = check_directory(folder).problems
    assert time.process_time() - began < SECONDS
    assert [problem.where for problem in problems] == ["rules.6.when", "rules.7.when", "rules.8.when"]
    assert all(problem.remedy and len(str(problem)) < 400 for problem in problems)


def test_a_file_wrong_throughout_is_told_in_bounded_length(tmp_path: Path) -> None:
    """Thousands of unknown names and keys give a list that can be read, in bounded time."""
    folder = tmp_path / "plan"
    shutil.copytree(NATIONAL, folder)
    wrong = (f"  - {{id: t{n}, department: nobody{n}, clauses: [x{n}], k{n}: 1}}\n" for n in range(5000))
    (folder / "tasks.yaml").write_text("tasks:\n" + "".join(wrong), encoding="utf-8")
    began = time.process_time()
    problems = check_directory(folder).problems
    assert time.process_time() - began < SECONDS
    assert 100 < len(problems) <= 300


def test_only_faults_that_are_told_are_put_into_words(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """74,000 unknown keys: what each was meant to be is looked up for as many as are told, not for all."""
    worded: list[object] = []

    def counting(*fault: Any) -> Any:
        worded.append(fault)
        return fault_in_words(*fault)

    monkeypatch.setattr("fengsui.plan.source.fault_in_words", counting)
    path = put("".join(f"k{number}: 1\n" for number in range(74_000)).encode())
    with pytest.raises(PlanError) as caught:
        validated(read_source(path, "clocks.yaml"), FILE_SHAPES["clocks"])
    assert len(caught.value.problems) == MOST_PROBLEMS
    assert len(worded) <= 2 * MOST_PROBLEMS


@pytest.mark.parametrize("inside", ["", "cases"])
def test_files_that_hold_too_much_together_are_not_all_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    """Each file alone is within its limit, all of them are not: reading ends, with the file and what to do."""
    read: list[str] = []
    folder = tmp_path / "plan"
    shutil.copytree(NATIONAL, folder, ignore=shutil.ignore_patterns("cases"))
    (folder / "cases").mkdir()
    long = "a: [" + "1," * 149_000 + "]\n"
    names = [f"{number}.yaml" for number in range(30)] if inside else sorted(FILE_NAMES.values())
    for name in names:
        (folder / inside / name).write_text(f"# {name}\n{long}", encoding="utf-8")
    parse = reading.read_text

    def counting(text: str) -> Any:
        read.append(text[:40])
        return parse(text)

    monkeypatch.setattr("fengsui.plan.source.read_text", counting)
    problems = check_directory(folder).problems
    told = [problem for problem in problems if f"多于 {MOST_PLACES} 个值" in problem.message]
    assert len(told) == 1
    assert told[0].file in {f"{inside}/{name}".lstrip("/") for name in names}
    assert told[0].remedy
    assert len([text for text in read if text.startswith("# ")]) <= MOST_PLACES // 149_000 + 1


def test_what_was_parsed_is_kept_within_a_bound() -> None:
    """The latest texts are parsed once; large ones are never kept, and all together never more than the bound."""
    parsing = Parsing(10_000)
    small = "a: [" + "1," * 1_000 + "]\n"
    first = parsing("a.yaml", small)
    assert parsing("a.yaml", small) is first
    assert parsing("b.yaml", small).file == "b.yaml"
    large = small.replace("1,", "1,2,3,4,5,6,")
    assert parsing("a.yaml", large) is not parsing("a.yaml", large)
    assert parsing("a.yaml", small) is first
    for number in range(50):
        parsing("a.yaml", f"# {number}\n{small}")
        assert parsing.held <= 10_000
    assert parsing("a.yaml", small) is not first


def test_the_programs_own_plans_are_all_kept() -> None:
    """Checking a province's plan again and again parses the national one once."""
    folders = [path.parent for path in NATIONAL.parent.glob("*/plan.yaml")]
    for _ in range(2):
        sources = [read_sources(folder) for folder in folders]
    again = [read_sources(folder) for folder in folders]
    assert len(folders) >= 3
    assert all(one[field] is other[field] for one, other in zip(sources, again, strict=True) for field in one)


def test_strange_files_are_told_with_what_was_meant(tmp_path: Path) -> None:
    """A misspelt file would hold nothing and nobody would know; hidden files and a README are left alone."""
    folder = tmp_path / "plan"
    shutil.copytree(NATIONAL, folder)
    for name in ("clock.yaml", "signatures.yml", "notes.txt", ".hidden", "README.md"):
        (folder / name).touch()
    told = {problem.file: problem.message for problem in check_directory(folder).problems}
    assert set(told) == {"clock.yaml", "signatures.yml", "notes.txt"}
    assert "clocks.yaml" in told["clock.yaml"]
    assert "signatures.yaml" in told["signatures.yml"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode())))
def test_random_bytes_never_raise_anything_else(put: Put, content: bytes) -> None:
    """Whatever a file holds, it is read or refused with a problem."""
    path = put(content)
    problems: tuple[Problem, ...] = ()
    try:
        validated(read_source(path, "clocks.yaml"), FILE_SHAPES["clocks"])
    except PlanError as refused:
        problems = refused.problems
    assert all(problem.file == "clocks.yaml" and problem.remedy for problem in problems)
    assert problems or content.strip()  # nothing at all is no file of clocks


PARTS = sorted(name for name in FILE_NAMES.values() if (NATIONAL / name).exists())
SNIPPETS = [
    b"\t",
    b"&a ",
    b"*a",
    b"!x ",
    b"'",
    b'"',
    b"[",
    b"}",
    b": ",
    b"- ",
    b"\0",
    b"\xff",
    b"null",
    b"99999",
    b"<<: ",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(PARTS))
def test_mutated_national_files_never_raise_anything_else(tmp_path: Path, data: st.DataObject, name: str) -> None:
    """A national file with lines cut, doubled or spoilt is loaded or refused with file, line and remedy."""
    folder = tmp_path / "plan"
    if not folder.exists():
        shutil.copytree(NATIONAL, folder, ignore=shutil.ignore_patterns("cases"))
    original = (NATIONAL / name).read_bytes()
    lines = original.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(["cut", "double", "spoil", "swap"]))
        if kind == "cut" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            lines[at], lines[-1 - at] = lines[-1 - at], lines[at]
        else:
            column = data.draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + data.draw(st.sampled_from(SNIPPETS)) + lines[at][column:]
    (folder / name).write_bytes(b"".join(lines))
    try:
        problems = check_directory(folder).problems
    finally:
        (folder / name).write_bytes(original)
    assert all(problem.file and problem.message for problem in problems)
