"""Ledger commands, backup and restore."""

import argparse
import json
import sys
from pathlib import Path

from fengsui.cli.stopping import BAD_INPUT, FOUND, Stop
from fengsui.cli.tables import migrate
from fengsui.conduct import archiving, world
from fengsui.conduct.plans import kept_plan_problems
from fengsui.conduct.proving import unproven
from fengsui.conduct.rebuild import compare_with_database, write_projections
from fengsui.documents.actions import sent_files_hold
from fengsui.ledger.exporting import BadExport, LedgerExport, verify_ledger
from fengsui.ledger.reading import plan_versions, read_all
from fengsui.ledger.verifying import Verification
from fengsui.monitoring.texts.sealing import imported_texts_hold


def verify(options: argparse.Namespace) -> int:
    """Say whether the ledger, or an export, is whole; and where it is not. At home also sealed values and plans."""
    if options.export:
        outcome = _verified(_export(options.export), options.checkpoint)
    else:
        world.this_world()
        outcome = verify_ledger(public_key=world.keys().public_key, given=options.checkpoint)
        outcome.findings += unproven()
    _say_verification(options, outcome)
    return 0 if outcome.holds else FOUND


def _say_verification(options: argparse.Namespace, outcome: Verification) -> None:
    if options.json:
        findings = [{"where": finding.where, "problem": finding.problem} for finding in outcome.findings]
        document = {"facts": outcome.facts, "checkpoints": outcome.checkpoints, "findings": findings}
        print(json.dumps(document, ensure_ascii=False))
        return
    for finding in outcome.findings:
        print(f"{finding.where}: {finding.problem}")
    print(f"{outcome.facts} 条事实，{outcome.checkpoints} 个检查点，{'完整' if outcome.holds else '发现问题'}")


def rebuild(options: argparse.Namespace) -> int:
    """Draw every projection from facts alone and compare row by row; sent papers are verified, never re-rendered."""
    if options.export:
        return _rebuild_from_export(options)
    world.this_world()
    if options.write:
        verification = verify_ledger(public_key=world.keys().public_key)
        if not verification.holds:
            _say_verification(options, verification)
            print("底账有问题，投影表没有改动", file=sys.stderr)
            return FOUND
    found = compare_with_database(read_all())
    found += [f"{finding.where}: {finding.problem}" for finding in unproven()]
    found += [line for fact in read_all() for line in sent_files_hold(fact)]
    found += [line for fact in read_all() if fact.kind == "texts.imported" for line in imported_texts_hold(fact)]
    if options.write:
        write_projections(read_all())
    _say_rebuild(options, found)
    return FOUND if found else 0


def _rebuild_from_export(options: argparse.Namespace) -> int:
    export = _export(options.export)
    verification = _verified(export)
    if not verification.holds:
        _say_verification(options, verification)
        return FOUND
    migrate()
    if world.current_world() is not None:
        msg = "这里已有数据。从导出重建要用空目录：请换一个 FENGSUI_HOME。什么都没有改。"
        raise Stop(msg, BAD_INPUT)
    try:
        found = archiving.load_export(export)
    except archiving.BadBackup as error:
        raise Stop(str(error), BAD_INPUT) from error
    found += [f"plans: {problem}" for problem in kept_plan_problems(plan_versions())]
    _say_rebuild(options, found)
    return FOUND if found else 0


def _say_rebuild(options: argparse.Namespace, found: list[str]) -> None:
    if options.json:
        print(json.dumps({"differences": found}, ensure_ascii=False))
        return
    for line in found[:100]:
        print(line)
    print("底账推出的每一行都与数据库一致" if not found else f"有 {len(found)} 处不一致")


def export(options: argparse.Namespace) -> int:
    """Write the ledger to a file."""
    world.this_world()
    path = Path(options.file)
    count = archiving.write_export_file(path)
    document = {"file": str(path), "facts": count}
    print(json.dumps(document, ensure_ascii=False) if options.json else f"已导出 {count} 条事实到 {path}")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Data and keys as two files, to be kept in two places."""
    world.this_world()
    data, keys = archiving.backup(Path(options.folder))
    print(f"数据 {data}\n密钥 {keys}\n请把两个文件分开保管。")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Load a backup into an empty home and replay destructions."""
    migrate()
    if world.current_world() is not None:
        msg = "这里已有数据，不能恢复到此处。请换一个空的 FENGSUI_HOME。什么都没有改。"
        raise Stop(msg, BAD_INPUT)
    destroyed = Path(options.destroyed) if options.destroyed else None
    try:
        count = archiving.restore(Path(options.data), Path(options.keys), destroyed)
    except (archiving.BadBackup, OSError) as error:
        raise Stop(str(error), BAD_INPUT) from error
    print(f"已恢复 {count} 行。", file=sys.stderr)
    outcome = verify_ledger(public_key=world.keys().public_key)
    print("底账完整" if outcome.holds else "底账有问题，请运行 fengsui ledger verify")
    return 0 if outcome.holds else FOUND


def _export(name: str) -> LedgerExport:
    try:
        return LedgerExport(Path(name))
    except BadExport as error:
        raise Stop(str(error), BAD_INPUT) from error


def _verified(export: LedgerExport, checkpoint: str = "") -> Verification:
    try:
        return export.verify(given=checkpoint)
    except BadExport as error:
        raise Stop(str(error), BAD_INPUT) from error
