"""JSON Schema (draft 2020-12) of each plan file, with Chinese descriptions, so that an editor helps while one writes.

Made from the shapes themselves. An overlay holds only what it changes, so its files have schemas of their own, in which
an element needs no more than what names it. What a schema cannot say, names across files above all, `fengsui plan
check` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from fengsui.plan.case_shapes import CasesFile
from fengsui.plan.files import FILE_NAMES, FILE_SHAPES
from fengsui.plan.key_names import KEY_NAMES, PART_NAMES, VALUE_NAMES, key_name
from fengsui.plan.references import home_of

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
CASES: Final = "cases.yaml"
"""Stands for every file in cases/."""

# What names an element among its like; everything else an overlay may leave out.
_NAMING: Final = frozenset({"id", "code", "act", "grade", "rank"})
# The keys of cases, which are no part of the plan's content.
_CASE_KEYS: Final[Mapping[str, str]] = {
    "CasesFile.given": "本文件各案例共同的指标；案例里可以另写",
    "CasesFile.cases": "案例",
    "name": "一句话说清情形",
    "clause": "依据条款",
    "given": "给出的指标；null 就是未知，占比可以写成 10.4%",
    "then": "规则应当怎样建议",
    "then_attention": "预警的硬规则应当哪几条成立、定几级研判",
    "given_grade": "给出等级的名称，如 特别重大",
    "given_level": "给出研判级别，1 最重",
    "given_day": "给出日子",
    "then_terms": "各时钟走多久，如 2小时；不走写 不适用",
    "given_act": "给出办什么，见 signatures.yaml 的 act",
    "then_signatures": "每个签字一个列表，写角色名称，其中任何一人可签",
    "then_phone": "能不能电话批准",
    "then_countersign": "事后会签，如 组长 24小时；没有写 不要",
    "then_phone_countersign": "电话批准后的补签，如 组长 24小时；没有写 不要",
    "then_reason": "要不要写理由",
    "Outcome.grade": "应当建议的等级名称；没有写 无等级",
    "rule": "按哪条规则；没有等级的不写",
    "unknown": "因缺少指标而未知的规则",
    "borderline": "是否临界",
    "reviews": "要求复核的规则",
    "reports": "要求报告的规则",
    "hard_rules": "成立的硬规则，见 warning.yaml；一条也不成立写 []",
    "level": "因此定的研判级别，1 最重；没有就不写",
}
_CASE_SHAPES: Final = frozenset({"CasesFile", "Case", "Outcome", "AttentionOutcome"})


def schema_names() -> tuple[str, ...]:
    """The files that have a schema: those of a plan, and cases.yaml for every file in cases/."""
    return (*FILE_NAMES.values(), CASES)


def file_schema(name: str, *, overlay: bool = False) -> dict[str, Any]:
    """The schema of a plan file, or of one in an overlay. KeyError for a name that is not in `schema_names`."""
    fields = {file: field for field, file in FILE_NAMES.items()}
    shape: type[BaseModel] = CasesFile if name == CASES else FILE_SHAPES[fields[name]]
    schema = shape.model_json_schema(mode="validation")
    for owner, described in [(shape.__name__, schema), *schema.get("$defs", {}).items()]:
        _describe(owner, described)
        if overlay and name != CASES:
            _loosen(described)
    what = "案例" if name == CASES else PART_NAMES[fields[name]]
    whose = "叠加预案" if overlay else "预案"
    return {"$schema": DRAFT, "title": f"{whose} {name}", "description": what, **schema}


def _describe(owner: str, schema: dict[str, Any]) -> None:
    """Chinese words in place of pydantic's English titles and docstrings."""
    schema.pop("title", None)
    schema.pop("description", None)
    for key, described in schema.get("properties", {}).items():
        described.pop("title", None)
        described["description"] = _words(owner, key, _allowed(described))


def _allowed(described: Any) -> frozenset[str]:
    """Every fixed value that a key's schema names."""
    if isinstance(described, list):
        return frozenset().union(*map(_allowed, described))
    if not isinstance(described, dict):
        return frozenset()
    own = frozenset(map(str, [*described.get("enum", ()), *([described["const"]] if "const" in described else ())]))
    return own.union(*(_allowed(inner) for key, inner in described.items() if key in ("anyOf", "items")))


def _words(owner: str, key: str, allowed: frozenset[str]) -> str:
    if owner in _CASE_SHAPES:
        return _CASE_KEYS.get(f"{owner}.{key}", _CASE_KEYS.get(key, key))
    words = key_name(owner, key)
    values = VALUE_NAMES.get(f"{owner}.{key}", VALUE_NAMES.get(key, {}))
    named = [f"{value} {meaning}" for value, meaning in values.items() if value in allowed]
    if named:
        words += "：" + "；".join(named)
    home = home_of(key)
    return f"{words}，写 {home} 里的编号" if home and not owner.endswith("File") else words


def _loosen(schema: dict[str, Any]) -> None:
    needed = [key for key in schema.pop("required", ()) if key in _NAMING]
    if needed:
        schema["required"] = needed
    for described in schema.get("properties", {}).values():
        described.pop("minItems", None)
        described.pop("minProperties", None)


def nameless_keys() -> list[str]:
    """Keys that an editor would show without a Chinese name, as Shape.key."""
    missing = set()
    for name in schema_names():
        schema = file_schema(name)
        top = CasesFile.__name__ if name == CASES else name
        for owner, described in [(top, schema), *schema.get("$defs", {}).items()]:
            for key in described.get("properties", ()):
                known = _CASE_KEYS if owner in _CASE_SHAPES else KEY_NAMES
                if key not in known and f"{owner}.{key}" not in known:
                    missing.add(f"{owner}.{key}")
    return sorted(missing)
