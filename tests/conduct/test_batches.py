"""Bulk lies in immutable files named by their SHA-256."""

from pathlib import Path
from typing import Any

import pytest

from fengsui.conduct.batches import BatchMissing, batch_folder, read_batch, store_file, write_batch

ROWS: list[dict[str, Any]] = [{"name": "甲", "balance_fen": 12}, {"name": "乙", "balance_fen": None}]


def test_the_same_rows_give_the_same_file(home: Path) -> None:
    """Written twice, there is one file, and it reads back as it was."""
    assert write_batch(ROWS) == write_batch(list(ROWS))
    assert len(list(batch_folder().iterdir())) == 1
    assert read_batch(write_batch(ROWS)) == ROWS


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_changed_batch_is_refused(home: Path, place: int) -> None:
    """One changed byte anywhere, and the batch is not handed out."""
    digest = write_batch(ROWS)
    path = batch_folder() / f"{digest}.parquet"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(BatchMissing, match="哈希"):
        read_batch(digest)


def test_a_lost_batch_is_named(home: Path) -> None:
    """A batch that is not there is said by name."""
    with pytest.raises(BatchMissing, match=r"abc\.parquet"):
        read_batch("abc")


def test_a_file_is_never_written_over(home: Path) -> None:
    """What a fact refers to stays as it was, and nothing half-written is left beside it."""
    store_file(home / "files" / "x", b"one")
    store_file(home / "files" / "x", b"two")
    assert (home / "files" / "x").read_bytes() == b"one"
    assert [path.name for path in (home / "files").iterdir()] == ["x"]
