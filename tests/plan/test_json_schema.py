"""The JSON Schemas for editors: Chinese words on every key, the national files fit, a misspelt key does not."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fengsui.plan.files import FILE_NAMES
from fengsui.plan.json_schema import CASES, DRAFT, file_schema, nameless_keys, schema_names
from fengsui.plan.source import read_source
from tests.plan.conftest import NATIONAL

# What the small validator below understands. A schema that used another word would be checked for nothing.
SAYS = {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf"}
SAYS |= {"minItems", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "format", "minProperties"}
TELLS = {"$schema", "$defs", "title", "description", "default"}
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def faults(schema: dict[str, Any], value: Any, whole: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where a value departs from a schema, by what draft 2020-12 says of the words in SAYS."""
    assert not schema.keys() - SAYS - TELLS, schema.keys() - SAYS - TELLS
    if "$ref" in schema:
        yield from faults(whole["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, whole, path)
    if "anyOf" in schema and not any(not list(faults(choice, value, whole, path)) for choice in schema["anyOf"]):
        yield f"{path}: none of the choices"
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        yield f"{path}: not {kind}"
        return
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{path}: not one of the fixed values"
    if isinstance(value, (int, str)):
        yield from _scalar_faults(schema, value, path)
    if isinstance(value, list):
        yield from [f"{path}: too few"][len(value) >= schema.get("minItems", 0) :]
        for index, item in enumerate(value):
            yield from faults(schema.get("items", {}), item, whole, f"{path}[{index}]")
    if isinstance(value, dict):
        yield from _object_faults(schema, value, whole, path)


def _scalar_faults(schema: dict[str, Any], value: int | str, path: str) -> Iterator[str]:
    if isinstance(value, int):
        low, above, high = schema.get("minimum", value), schema.get("exclusiveMinimum"), schema.get("maximum", value)
        if not low <= value <= high or (above is not None and value <= above):
            yield f"{path}: out of bounds"
        return
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{path}: length"
    if schema.get("format") == "date":
        date.fromisoformat(value)


def _object_faults(schema: dict[str, Any], value: dict[str, Any], whole: dict[str, Any], path: str) -> Iterator[str]:
    yield from [f"{path}: too few"][len(value) >= schema.get("minProperties", 0) :]
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from (f"{path}: no {key}" for key in schema.get("required", ()) if key not in value)
    for key, inner in value.items():
        if key in known:
            yield from faults(known[key], inner, whole, f"{path}.{key}")
        elif others is False:
            yield f"{path}: unknown {key}"
        elif isinstance(others, dict):
            yield from faults(others, inner, whole, f"{path}.{key}")


def as_json(name: str) -> Any:
    """The file as an editor sees it: lists, and dates as text."""
    return json.loads(json.dumps(read_source(NATIONAL / name, name).content, default=str))


PRESENT = [name for name in FILE_NAMES.values() if (NATIONAL / name).exists()]
CASE_FILES = [f"cases/{path.name}" for path in sorted((NATIONAL / "cases").glob("*.yaml"))]


@pytest.mark.parametrize("name", [*PRESENT, *CASE_FILES])
@pytest.mark.parametrize("overlay", [False, True])
def test_national_files_fit_their_schema(name: str, *, overlay: bool) -> None:
    """An editor underlines nothing in the national plan."""
    schema = file_schema(CASES if name in CASE_FILES else name, overlay=overlay)
    assert list(faults(schema, as_json(name), schema)) == []


def test_a_misspelt_key_a_missing_one_and_a_wrong_value_do_not_fit() -> None:
    """An editor underlines what `fengsui plan check` would refuse for its shape."""
    schema, content = file_schema("clocks.yaml"), as_json("clocks.yaml")
    spoilt = copy.deepcopy(content)
    spoilt["clocks"][0]["wrods"] = spoilt["clocks"][0].pop("words")
    del spoilt["clocks"][1]["settled_by"]
    spoilt["clocks"][2]["tighten"] = "loosen"
    spoilt["clocks"][3]["term"]["amount"] = 0
    told = list(faults(schema, spoilt, schema))
    assert [fault.split(": ")[0] for fault in told] == [f".clocks[{n}]" for n in (0, 1)] + [
        ".clocks[2].tighten",
        ".clocks[3].term.amount",
    ]
    assert "unknown wrods" in told[0]


def test_an_overlay_gives_only_what_it_changes() -> None:
    """In an overlay's schema an element needs what names it and nothing else; a misspelt key is still none."""
    part = {"clocks": [{"id": "task_acknowledgement", "term": {"amount": 10, "unit": "minutes"}}]}
    whole, overlay = file_schema("clocks.yaml"), file_schema("clocks.yaml", overlay=True)
    assert list(faults(whole, part, whole))
    assert list(faults(overlay, part, overlay)) == []
    assert list(faults(overlay, {"clocks": [{"term": {}}]}, overlay)) == [".clocks[0]: no id"]
    assert list(faults(overlay, {"clocks": [{"id": "a", "wrods": ""}]}, overlay))


def test_every_key_has_a_chinese_description() -> None:
    """Whoever writes a plan reads what each key is for, in Chinese, with the fixed values in words."""
    assert nameless_keys() == []
    for name in schema_names():
        schema = file_schema(name)
        assert schema["$schema"] == DRAFT
        for described in [schema, *schema.get("$defs", {}).values()]:
            for key, words in described.get("properties", {}).items():
                assert any("\u4e00" <= letter <= "\u9fff" for letter in words["description"]), key
    tighten = file_schema("clocks.yaml")["$defs"]["ClockEntry"]["properties"]["tighten"]["description"]
    assert "lower 调低、缩短为从严" in tighten
    unit = file_schema("clocks.yaml")["$defs"]["TermEntry"]["properties"]["unit"]["description"]
    assert "hours 小时" in unit
    assert "ppm" not in unit
    assert (
        "grading.yaml 的 grades"
        in file_schema("clocks.yaml")["$defs"]["ClockEntry"]["properties"]["for_grades"]["description"]
    )


def test_schemas_are_plain_json() -> None:
    """Every schema can be written to a file and read back."""
    for name in schema_names():
        assert json.loads(json.dumps(file_schema(name))) == file_schema(name)
    assert Path(CASES).suffix == ".yaml"
    with pytest.raises(KeyError):
        file_schema("clock.yaml")
