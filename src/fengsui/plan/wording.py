"""The faults that pydantic finds, in the words of the person who wrote the file: what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from fengsui.plan.key_names import key_name
from fengsui.plan.reading import ElementPath
from fengsui.plan.rules import suggestion
from fengsui.plan.shapes import shape_at

_SHOWN = 60
Words = tuple[str, str]


def fault_in_words(shape: type[BaseModel], content: Any, fault: Mapping[str, Any]) -> tuple[ElementPath, str, str]:
    """(path, what is wrong, what to do) of one of pydantic's errors on `content`."""
    path = _place(content, tuple(fault["loc"]))
    kind, given = str(fault["type"]), fault.get("input")
    if kind == "extra_forbidden":
        return (path, *_unknown_key(shape, path))
    if kind == "missing":
        return (path, *_missing_key(shape, path))
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return path, f"这里的数{words} {fault['ctx'][bound]}，读到 {_shown(given)}", "改到范围之内"
    if kind in _LENGTHS:
        words, bound, unit = _LENGTHS[kind]
        return path, f"这里{words} {fault['ctx'][bound]} {unit}", "补上或者删去多出的"
    if kind == "value_error":
        return path, str(fault["ctx"]["error"]), "照这句话改"
    if kind == "literal_error":
        return path, f"这里只能写 {fault['ctx']['expected'].replace(' or ', '、').replace(', ', '、')}", "改成其中一个"
    return (path, *_KINDS.get(kind, _other)(given))


def is_echo(content: Any, fault: Mapping[str, Any]) -> bool:
    """Whether a fault only repeats another: a list is called too short where its items are at fault."""
    if fault["type"] != "too_short":
        return False
    value = content
    for part in _place(content, tuple(fault["loc"])):
        value = value[part]
    return isinstance(value, tuple) and len(value) >= fault["ctx"]["min_length"]


def _place(content: Any, location: tuple[Any, ...]) -> ElementPath:
    """The part of pydantic's location that stands in the file: it also names the branches of a choice of types."""
    value = content
    path: ElementPath = ()
    for index, part in enumerate(location):
        if isinstance(value, Mapping):
            inside = part in value or index == len(location) - 1
        else:
            inside = isinstance(value, tuple) and isinstance(part, int) and part < len(value)
        if not inside:
            break
        path = (*path, part)
        value = value.get(part) if isinstance(value, Mapping) else value[part]
    return path


def _unknown_key(shape: type[BaseModel], path: ElementPath) -> Words:
    owner = shape_at(shape, path[:-1])
    keys = frozenset() if owner is None else frozenset(owner.model_fields)
    near = suggestion(str(path[-1]), keys)
    known = "、".join(owner.model_fields) if owner is not None else ""
    return f"没有 {_shown(path[-1])} 这个键{near}", f"改成认识的键或者删去；这里可以写 {known}"


def _missing_key(shape: type[BaseModel], path: ElementPath) -> Words:
    owner = shape_at(shape, path[:-1])
    meaning = key_name(owner.__name__, str(path[-1])) if owner is not None else ""
    return f"缺少 {path[-1]}", f"补上 {path[-1]}（{meaning}）"


def _text(given: Any) -> Words:
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return f"这里要写文字，读到的是数 {given}", f"加引号，写成 '{given}'"
    if isinstance(given, (bool, date)):
        return f"这里要写文字，读到的是 {_shown(given)}", "加引号"
    return f"这里要写文字，读到{_shown(given)}", "写一段文字"


def _whole(given: Any) -> Words:
    return f"这里要写整数，读到 {_shown(given)}", "写成不带引号的整数；带小数的换成更小的单位，占比写成 ppm"


def _truth(given: Any) -> Words:
    return f"这里要写 true 或者 false，读到 {_shown(given)}", "是写 true，否写 false，不加引号"


def _list(given: Any) -> Words:
    return f"这里要写列表，读到{_shown(given)}", "写成 [甲, 乙]，只有一项也加方括号；或者每项一行，以“- ”开头"


def _mapping(given: Any) -> Words:
    return f"这里要写若干“键: 值”，读到{_shown(given)}", "对照国家预案的同名文件改写"


def _day(given: Any) -> Words:
    return f"这里要写日期，读到{_shown(given)}", "写成 2019-09-20 的样子，不加引号"


def _other(given: Any) -> Words:
    return f"这里的写法不对，读到{_shown(given)}", "对照国家预案的同名文件改写"


def _shown(given: Any) -> str:
    if given is None:
        return "空"
    if isinstance(given, Mapping):
        return "若干“键: 值”"
    if isinstance(given, tuple):
        return "列表"
    words = repr(str(given) if isinstance(given, date) else given)
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


_BOUNDS: Final[Mapping[str, Words]] = {
    "greater_than": ("必须大于", "gt"),
    "greater_than_equal": ("不能小于", "ge"),
    "less_than": ("必须小于", "lt"),
    "less_than_equal": ("不能大于", "le"),
}
_LENGTHS: Final[Mapping[str, tuple[str, str, str]]] = {
    "too_short": ("至少要有", "min_length", "项"),
    "too_long": ("最多有", "max_length", "项"),
    "string_too_short": ("至少要写", "min_length", "个字"),
    "string_too_long": ("最多写", "max_length", "个字"),
}
_KINDS: Final[Mapping[str, Callable[[Any], Words]]] = {
    "string_type": _text,
    "int_type": _whole,
    "int_from_float": _whole,
    "bool_type": _truth,
    "tuple_type": _list,
    "mapping_type": _mapping,
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "date_type": _day,
    "is_instance_of": _mapping,
}
