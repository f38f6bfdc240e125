"""The reference page: every command, setting, fact kind, figure, permission, plan key and channel, from the code.

``fengsui docs`` prints it, ``make docs`` writes it to docs/reference.md, and a test fails while that file is stale.
"""

import argparse
import inspect
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from fengsui.cli.described import OPTIONS, PLAN_FILES, PLAN_KEYS, SETTINGS
from fengsui.conduct.house import AccessRule, House
from fengsui.notify.channels import CHANNELS
from fengsui.plan import Plan
from fengsui.plan.files import FILE_NAMES, FILE_SHAPES

_HEAD = """\
# Reference

Made from the code by `make docs`; change the code, not this page. Words in Chinese are the ones on the pages.

[Commands](#commands) · [Settings](#settings) · [Fact kinds](#fact-kinds) · [Figures](#figures) ·
[Permissions](#permissions) · [Plan files](#plan-files) · [Channels](#channels)
"""
_COMMANDS = """\
In a checkout `fengsui` is `.venv/bin/fengsui`. Exit codes: 0 done; 1 a check found something, which is printed;
2 wrong usage; 3 bad input or refused, nothing changed.
"""


def reference(parser: argparse.ArgumentParser, house: House, plan: Plan) -> str:
    """The whole page as Markdown. The same code gives the same text."""
    parts = [
        _HEAD,
        *_command_section(parser),
        *_setting_section(),
        *_fact_section(house),
        *_figure_section(house),
        *_permission_section(house, plan),
        *_plan_section(),
        *_channel_section(),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def missing_words() -> list[str]:
    """Plan files and keys that nobody has described yet, as ``file: Shape.key``."""
    missing = []
    for part, shape in FILE_SHAPES.items():
        name = FILE_NAMES[part]
        if name not in PLAN_FILES:
            missing.append(name)
        for owner, key in _keys(shape):
            if not _meaning(owner, key):
                missing.append(f"{name}: {owner.__name__}.{key}")
    return sorted(set(missing))


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """(name, what it does, its parser) of every command that can be typed, in the order of ``--help``."""
    for action in parser._actions:  # noqa: SLF001 (argparse has no public way to list commands)
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            continue
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
        for name, child in action.choices.items():
            inner = list(commands(child))
            yield from inner or [(child.prog, helps.get(name, ""), child)]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _command_section(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield "## Commands\n\n" + _COMMANDS
    for name, words, child in commands(parser):
        yield f"### `{name}`\n\n{words}。"
        rows = [
            (f"`{_spelling(action)}`", _option_words(action))
            for action in child._actions  # noqa: SLF001
            if not isinstance(action, argparse._HelpAction)  # noqa: SLF001
        ]
        if rows:
            yield _table(("argument", "meaning"), rows)


def _spelling(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"[{action.dest}]" if action.nargs == "?" else action.dest
    flag = action.option_strings[-1]
    if action.nargs == 0:
        return flag
    return f"{flag} {'|'.join(map(str, action.choices)) if action.choices else action.dest.upper()}"


def _option_words(action: argparse.Action) -> str:
    words = action.help or next((OPTIONS[flag] for flag in action.option_strings if flag in OPTIONS), "")
    return f"{words}（必填）" if action.required and action.option_strings else words


def _setting_section() -> Iterator[str]:
    yield ("## Settings\n\nEnvironment variables. The [operator's guide](operator-guide.md) says when to set which.")
    rows = ((f"`{setting.name}`", setting.meaning, setting.default) for setting in SETTINGS)
    yield _table(("name", "meaning", "without it"), rows)


def _fact_section(house: House) -> Iterator[str]:
    yield (
        "## Fact kinds\n\nA fact is never changed; a correction is another fact. "
        "[How to add one](how-to-add-a-fact-kind.md)."
    )
    rows = [
        (f"`{kind.name}`", kind.title, str(kind.version), f"`{_room(kind.model)}`", _first_sentence(kind.model))
        for kind in sorted(house.kinds.values(), key=lambda kind: kind.name)
    ]
    yield _table(("kind", "title", "version", "room", "what it says"), rows)


def _figure_section(house: House) -> Iterator[str]:
    yield "## Figures\n\nWhat rules, papers and pages read by name. Money is in 分."
    rows = [(f"`{item.name}`", item.label, item.type, item.unit or "–") for item in house.figures.values()]
    yield _table(("figure", "label", "type", "unit"), rows)


def _permission_section(house: House, plan: Plan) -> Iterator[str]:
    yield (
        "## Permissions\n\nWho may do or see what, within their region. Where a purpose is needed, it is asked for and "
        "recorded."
    )
    names = {role.id: role.name_zh for role in plan.roles}
    rules = sorted(house.rules.values(), key=lambda rule: rule.permission)
    rows = [
        (f"`{rule.permission}`", rule.title, _roles(rule, names), "yes" if rule.needs_purpose else "–")
        for rule in rules
    ]
    yield _table(("permission", "title", "roles", "purpose"), rows)


def _roles(rule: AccessRule, names: Mapping[str, str]) -> str:
    held = sorted(rule.roles, key=lambda role: int(role[1:]))
    return "、".join(f"{names.get(role, role)}（{role}）" for role in held) or "set-up only"


def _plan_section() -> Iterator[str]:
    yield (
        "## Plan files\n\nOne folder a plan. `x[]` is a list, `<name>` a name of one's own; keys with * must be there."
    )
    for part, shape in FILE_SHAPES.items():
        name = FILE_NAMES[part]
        yield f"### `{name}`\n\n{PLAN_FILES.get(name, '')}"
        yield _table(("key", "holds", "meaning"), _plan_rows(shape, ""))


def _plan_rows(shape: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for key, field in shape.model_fields.items():
        inner, suffix = _inside(field.annotation)
        mark = "*" if field.is_required() else ""
        holds = "see below" if inner else _type_words(field.annotation)
        yield f"`{prefix}{key}{suffix}`{mark}", holds, _meaning(shape, key)
        if inner:
            yield from _plan_rows(inner, f"{prefix}{key}{suffix}.")


def _keys(shape: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str]]:
    for key, field in shape.model_fields.items():
        yield shape, key
        inner, _ = _inside(field.annotation)
        if inner:
            yield from _keys(inner)


def _meaning(shape: type[BaseModel], key: str) -> str:
    return PLAN_KEYS.get(f"{shape.__name__}.{key}") or PLAN_KEYS.get(key, "")


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The shape within a type, and what its keys get behind their name: ``[]`` for lists, ``.<name>`` for mappings."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    origin, arguments = get_origin(annotation), get_args(annotation)
    suffix = "[]" if origin is tuple else ".<name>" if origin and _is_mapping(origin) else ""
    for argument in arguments:
        shape, within = _inside(argument)
        if shape:
            return shape, suffix + within
    return None, suffix


def _is_mapping(origin: Any) -> bool:
    """Whether a generic's origin is a mapping (``get_origin`` may give things that are no classes)."""
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _type_words(annotation: Any) -> str:
    simple = {str: "text", int: "whole number", bool: "`true` or `false`"}
    if annotation in simple:
        return simple[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{argument}`" for argument in arguments)
    if origin in {Union, types.UnionType}:
        return " or ".join(_type_words(argument) for argument in arguments if argument is not types.NoneType)
    if origin is tuple:
        return f"list of {_type_words(arguments[0])}"
    return str(getattr(annotation, "__name__", annotation))


def _channel_section() -> Iterator[str]:
    yield "## Channels\n\nHow news reaches officers outside the pages. [How to add one](how-to-add-a-channel.md)."
    rows = [(f"`{name}`", _first_sentence(send)) for name, send in CHANNELS.items()]
    yield _table(("channel", "what it does"), rows)


def _first_sentence(thing: Any) -> str:
    """The first paragraph of a docstring on one line; code marks as Markdown writes them."""
    paragraph = (inspect.getdoc(thing) or "").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("``", "`")


def _room(model: type) -> str:
    return model.__module__.split(".")[1]
