"""A proposed plan's files: unpacked where they harm nobody, checked whole, with its cases run."""

import io
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from django.conf import settings

from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import BUILT_IN, UNREADABLE, vocabulary
from fengsui.plan import CaseResult, Plan, Problem
from fengsui.plan.checking import check_directory
from fengsui.plan.files import COMPANIONS, FILE_NAMES, PlanFiles

LARGEST_ARCHIVE = 4 * 1024 * 1024
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_WHOLE = 12 * 1024 * 1024
MOST_FILES = 80
MOST_PROBLEMS = 200
_OTHER_FILES = frozenset({"README.md", *COMPANIONS})
_CASES = PurePosixPath("cases")
_NOISE = ("__MACOSX/",)


class PlanRefused(Refused):
    """A proposed plan has problems; nothing of it was kept. ``problems``: all of them, in order of file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = f"（第一处：{problems[0]}）" if problems else ""
        super().__init__(f"预案文件有 {len(problems)} 处问题，什么都没有留下。请改好再提出{first}。")
        self.problems = problems[:MOST_PROBLEMS]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that was read and found sound. ``sha256``: of the archive; empty for a folder of the program's own."""

    written: PlanFiles
    plan: Plan
    base: str
    sha256: str
    folder: str
    cases: tuple[CaseResult, ...]


def read_archive(content: bytes) -> Candidate:
    """Read a plan from a zip of its YAML files. Raises PlanRefused; Refused for an archive that is none of a plan."""
    with tempfile.TemporaryDirectory(prefix="fengsui-plan-") as place:
        folder = Path(place) / "proposed"
        _unpack(content, folder)
        for known in offered_folders():
            shutil.copytree(Path(settings.PLANS) / known, Path(place) / known)
        return _read(folder, sha256(content).hexdigest(), "")


def read_folder(name: str) -> Candidate:
    """Read one of the plans that ship with the program. Raises PlanRefused, Refused for no such folder."""
    if name not in offered_folders():
        msg = f"没有预案目录“{name}”"
        raise Refused(msg)
    return _read(Path(settings.PLANS) / name, "", name)


def offered_folders() -> list[str]:
    """The folders of plans beside the built-in one, and that one."""
    found = [path.parent.name for path in sorted(Path(settings.PLANS).glob("*/plan.yaml"))]
    return sorted(found, key=lambda name: (name != BUILT_IN, name))


def _read(folder: Path, digest: str, name: str) -> Candidate:
    try:
        checked = check_directory(folder, vocabulary())
    except UNREADABLE as error:
        words = f"读不下去：{type(error).__name__}"
        raise PlanRefused((Problem("(全部)", 0, "(文件)", words, "检查是否有嵌套过深或者互相引用"),)) from error
    if checked.problems or checked.plan is None:
        raise PlanRefused(checked.problems)
    written = checked.plan.written
    return Candidate(written, checked.plan, written.header.base or "", digest, name, checked.cases)


def _unpack(content: bytes, folder: Path) -> None:
    if len(content) > LARGEST_ARCHIVE:
        msg = f"压缩包超过 {LARGEST_ARCHIVE // 1024 // 1024} MB，不像是预案文件"
        raise Refused(msg)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name, text in _members(archive):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        msg = "这不是能打开的 ZIP 压缩包（也不能带密码）。请把预案目录里的 YAML 文件重新打包"
        raise Refused(msg) from error
    if not (folder / "plan.yaml").exists():
        msg = "压缩包里没有 plan.yaml。请把预案目录里的文件直接打包，或者打包这一个目录"
        raise Refused(msg)


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """(path within the plan's folder, content). Raises Refused for anything that a plan's folder would not hold."""
    entries = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith(_NOISE)]
    if len(entries) > MOST_FILES:
        msg = f"压缩包里有 {len(entries)} 个文件，一个预案不超过 {MOST_FILES} 个"
        raise Refused(msg)
    top = _common_folder(entries)
    seen: set[str] = set()
    left = LARGEST_WHOLE
    for info in entries:
        name = _inside(info, top)
        if name in seen:
            msg = f"压缩包里有两个 {name}"
            raise Refused(msg)
        seen.add(name)
        text = _content(archive, info, min(LARGEST_FILE, left))
        left -= len(text)
        yield name, text


def _common_folder(entries: list[zipfile.ZipInfo]) -> str:
    """The one folder that everything lies in, with a slash; empty where plan.yaml lies at the top."""
    tops = {info.filename.partition("/")[0] for info in entries if "/" in info.filename}
    at_top = any("/" not in info.filename for info in entries)
    return f"{tops.pop()}/" if len(tops) == 1 and not at_top else ""


def _inside(info: zipfile.ZipInfo, top: str) -> str:
    name = info.filename.removeprefix(top)
    path, link = PurePosixPath(name), stat.S_ISLNK(info.external_attr >> 16)
    if path.is_absolute() or link or ".." in path.parts or any(sign in name for sign in "\\:"):
        msg = f"压缩包里有越出目录的文件：{name[:80]}"
        raise Refused(msg)
    ordinary = len(path.parts) == 1 and (name in FILE_NAMES.values() or name in _OTHER_FILES)
    case = path.parent == _CASES and path.suffix == ".yaml"
    if not ordinary and not case:
        msg = f"预案里不该有这个文件：{name[:80]}。只收预案的 YAML 文件和 cases 目录里的案例"
        raise Refused(msg)
    return name


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The member's bytes; one more than allowed is enough to refuse, whatever size its header claims."""
    with archive.open(info) as member:
        text = member.read(most + 1)
    if len(text) > most:
        msg = f"{info.filename[:80]} 展开后太大，不像是预案文件"
        raise Refused(msg)
    return text
