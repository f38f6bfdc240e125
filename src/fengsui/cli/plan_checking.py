"""``fengsui plan check`` and ``fengsui plan schema``: before a plan comes into force, and while it is being written."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from fengsui.cli.stopping import BAD_INPUT, FOUND, Stop
from fengsui.conduct.plans import version_of, vocabulary
from fengsui.plan.checking import Checked, check_directory
from fengsui.plan.files import FILE_NAMES
from fengsui.plan.json_schema import file_schema, schema_names
from fengsui.plan.loader import load_plan

_OVERLAY = "overlay"


def check_plan(options: argparse.Namespace) -> int:
    """Print every problem of the plan in a folder; 0 without, 1 with any, 3 where there is no plan to be read."""
    directory = Path(options.directory)
    if not directory.is_dir():
        msg = f"没有目录 {directory}"
        raise Stop(msg, BAD_INPUT)
    if not (directory / FILE_NAMES["header"]).exists():
        msg = f"{directory} 里没有 plan.yaml，不是预案目录"
        raise Stop(msg, BAD_INPUT)
    checked = check_folder(directory)
    if options.json:
        print(json.dumps(_document(checked), ensure_ascii=False))
    else:
        print("\n".join(_lines(checked)))
    return FOUND if checked.problems else 0


def check_folder(directory: Path) -> Checked:
    """The plan in a folder, checked with every word that the rooms handed in, over the base that ships."""
    return check_directory(directory, replace(vocabulary(), shipped=_shipped))


def _shipped(plan_id: str) -> str | None:
    """The content's hash of the plan that ships under an id: what lies beside the folder may be another one."""
    folder = Path(settings.PLANS) / plan_id
    return load_plan(folder).source_hash if (folder / FILE_NAMES["header"]).is_file() else None


def _document(checked: Checked) -> dict[str, Any]:
    return {
        "plan": version_of(checked.plan) if checked.plan else None,
        "fine": not checked.problems,
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "where": problem.where,
                "clause": problem.clause,
                "message": problem.message,
                "remedy": problem.remedy,
            }
            for problem in checked.problems
        ],
        "cases": {"run": len(checked.cases), "failed": sum(not case.passed for case in checked.cases)},
        "without_cases": [list(part) for part in checked.without_cases],
    }


def _lines(checked: Checked) -> list[str]:
    lines = [str(problem) for problem in checked.problems]
    if checked.plan is not None:
        failed = sum(not case.passed for case in checked.cases)
        lines.append(f"案例 {len(checked.cases)} 个，{failed} 个不符")
    if checked.problems:
        return [*lines, f"发现 {len(checked.problems)} 处问题，预案不能施行"]
    found = checked.plan
    version = version_of(found) if found else ""
    return [*lines, f"没有发现问题：{version}"]


def print_schema(options: argparse.Namespace) -> int:
    """Print one file's JSON Schema, write all into a folder, or name the files that have one; 3 for an unknown file."""
    if options.write:
        _write(Path(options.write))
        return 0
    if not options.file:
        print("\n".join(schema_names()))
        return 0
    if options.file not in schema_names():
        msg = f"没有预案文件 {options.file}；有 {'、'.join(schema_names())}"
        raise Stop(msg, BAD_INPUT)
    print(_text(file_schema(options.file)), end="")
    return 0


def _write(folder: Path) -> None:
    """Every schema into the folder, those for overlays into `overlay` within it."""
    try:
        (folder / _OVERLAY).mkdir(parents=True, exist_ok=True)
        for name in schema_names():
            schema = name.replace(".yaml", ".schema.json")
            (folder / schema).write_text(_text(file_schema(name)), encoding="utf-8")
            (folder / _OVERLAY / schema).write_text(_text(file_schema(name, overlay=True)), encoding="utf-8")
    except OSError as error:
        msg = f"写不进 {folder}：{error.strerror}"
        raise Stop(msg, BAD_INPUT) from error
    print(f"已写入 {folder}；叠加预案用其中 {_OVERLAY} 目录的")


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
