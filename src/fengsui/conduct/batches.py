"""Bulk is one fact with the SHA-256 and row count of an immutable Parquet file; projectors read it."""

import hashlib
import io
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings


class BatchMissing(Exception):
    """The batch of a fact is not in this home, or is not the one the fact names."""


def batch_folder() -> Path:
    """Where batches lie."""
    return Path(settings.HOME) / "batches"


def write_batch(rows: Sequence[dict[str, Any]]) -> str:
    """Store rows as Parquet under their SHA-256 and return it. The same rows give the same file."""
    import polars as pl  # noqa: PLC0415  (most processes never see a batch)

    target = io.BytesIO()
    pl.DataFrame(list(rows), infer_schema_length=None).write_parquet(target, compression="zstd", statistics=False)
    content = target.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    store_file(batch_folder() / f"{digest}.parquet", content)
    return digest


def read_batch(digest: str) -> list[dict[str, Any]]:
    """The rows of a batch. Raises BatchMissing."""
    path = batch_folder() / f"{digest}.parquet"
    return list(_read(path))


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[dict[str, Any], ...]:
    import polars as pl  # noqa: PLC0415

    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        msg = f"缺少数据批次 {path.name}"
        raise BatchMissing(msg) from error
    if hashlib.sha256(content).hexdigest() != path.stem:
        msg = f"数据批次 {path.name} 的内容与其哈希不符"
        raise BatchMissing(msg)
    return tuple(pl.read_parquet(io.BytesIO(content)).to_dicts())


def store_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, on disk before anybody refers to it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
