"""A seal program for tests: reads a PDF, and does with it what its argument says."""

import os
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle


def sealed(pdf: bytes) -> bytes:
    """The same pages and text, with a red frame where the seal would be."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.add_annotation(len(writer.pages) - 1, Rectangle(rect=(350, 120, 450, 220)))
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def rewritten(pdf: bytes, *, pages: int = 0, other: str = "") -> bytes:
    """Another PDF: with so many pages more, or the pages of the PDF in the file ``other``."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(Path(other).read_bytes() if other else pdf)))
    for _ in range(pages):
        writer.add_blank_page()
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def main(how: str, more: str = "") -> int:
    """Do it; the exit code."""
    if how == "deaf":  # answers without reading
        sys.stdout.buffer.write(b"%PDF-1.7")
        return 0
    pdf = sys.stdin.buffer.read()
    answers: dict[str, Callable[[], bytes]] = {
        "seal": lambda: sealed(pdf),
        "fail": lambda: sealed(pdf),
        "silent": lambda: b"",
        "text": lambda: b"sealed",
        "broken": lambda: pdf[: len(pdf) // 2],
        "first-bytes": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40,
        "page-more": lambda: rewritten(pdf, pages=1),
        "other-text": lambda: rewritten(pdf, other=more),
        "endless": lambda: b"%PDF-" + b"0" * (21 * 1024 * 1024),
        "hang": lambda: b"",
        "hang-after": lambda: sealed(pdf),
        "environment": lambda: b"",
    }
    answer = answers[how]()
    if how == "hang":
        time.sleep(600)
    if how == "environment":
        Path(more).write_text("\n".join(sorted(os.environ)), encoding="utf-8")
        answer = sealed(pdf)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    if how == "hang-after":
        sys.stdout.close()
        time.sleep(600)
    return 3 if how == "fail" else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
