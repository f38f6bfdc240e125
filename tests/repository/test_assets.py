"""What the pages draw with lies in the tree as its makers packed it."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/fengsui/web/static"
SUMS = ROOT / "requirements/assets.sha256"


def test_packed_files_are_unchanged() -> None:
    """Every file from outside is named with its sum, has its licence beside it, and is that file still."""
    lines = [line.split("  ") for line in SUMS.read_text(encoding="ascii").splitlines()]
    assert lines
    for digest, name in lines:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
        assert (STATIC / name).with_name("LICENSE").is_file()


def test_the_map_knows_every_province() -> None:
    """31 provinces, 台湾, 香港 and 澳门, by their codes of GB/T 2260."""
    shapes = json.loads((STATIC / "map/china.json").read_text(encoding="utf-8"))
    codes = {str(feature["properties"]["id"]) for feature in shapes["features"]}
    assert len(codes) == 34
    assert {"110000", "440000", "650000", "710000", "810000", "820000"} <= codes
    assert all(code.endswith("0000") for code in codes)
