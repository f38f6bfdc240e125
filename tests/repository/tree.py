"""The files of this repository, as the tests of the tree see them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BINARY = {".mo", ".woff2", ".png", ".parquet", ".otf", ".ttf", ".ico", ".pdf", ".docx", ".gz", ".zip"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file that git tracks or would track, as paths relative to ROOT.

    A tree without git (an unpacked archive) is walked instead, less hidden folders and the data folder.
    """
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        found = [Path(name) for name in listed if name and (ROOT / name).is_file()]
    else:
        found = [
            path.relative_to(ROOT)
            for path in ROOT.rglob("*")
            if path.is_file() and not _left_out(path.relative_to(ROOT))
        ]
    return tuple(sorted(found))


def _left_out(path: Path) -> bool:
    hidden = any(part.startswith(".") and part != ".ci" for part in path.parts[:-1])
    return hidden or path.parts[0] in {"var", "build", "dist", "htmlcov"} or "__pycache__" in path.parts


@cache
def text(path: Path) -> str:
    """Return the text of a tracked file; of a binary one, nothing."""
    if path.suffix in _BINARY:
        return ""
    return (ROOT / path).read_text(encoding="utf-8")


def python_files(*folders: str) -> list[Path]:
    """Return the Python files under these top folders, less generated migrations."""
    return [
        path for path in files() if path.suffix == ".py" and path.parts[0] in folders and "migrations" not in path.parts
    ]
