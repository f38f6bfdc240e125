"""An invented overlay of the national plan, as small as a test wants it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fengsui.plan.files import FILE_NAMES, PlanFiles
from fengsui.plan.loader import load_files, over_base, read_sources
from fengsui.plan.reading import read_text
from fengsui.plan.source import Source

PLANS = Path(__file__).resolve().parents[2] / "plans"
NATIONAL = PLANS / "national-2019-75"
HEADER = """\
id: overlay
base: national-2019-75
version: '1'
title: 云汀省网络借贷风险事件应急处置预案（示例）
document_number: 云应急办〔2026〕3号（示例）
clause: '0.6'
issued_on: 2025-12-15
effective_from: 2026-01-01
handling: 内部
"""


def written(folder: Path, header: str = HEADER, **parts: str) -> Path:
    """Write an overlay beside the national plan: `clocks="clocks: …"` becomes clocks.yaml. The overlay's folder."""
    beside = folder / "national-2019-75"
    if not beside.exists():
        beside.symlink_to(NATIONAL, target_is_directory=True)
    overlay = folder / "overlay"
    overlay.mkdir(exist_ok=True)
    (overlay / "plan.yaml").write_text(header, encoding="utf-8")
    for name, text in parts.items():
        (overlay / f"{name}.yaml").write_text(text, encoding="utf-8")
    return overlay


@lru_cache(maxsize=1)
def national() -> tuple[PlanFiles, Mapping[str, Source]]:
    """The national plan's files, read once for all tests."""
    return load_files(NATIONAL), read_sources(NATIONAL)


def laid(header: str = HEADER, **parts: str) -> PlanFiles:
    """The national plan with these texts laid over it, as `load_files` does with files. Raises PlanError."""
    texts = {"header": header, **parts}
    own = {field: Source(FILE_NAMES[field], *read_text(text)) for field, text in texts.items()}
    base, sources = national()
    return over_base(base, sources, own)
