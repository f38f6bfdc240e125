"""The options of ``fengsui plan``."""

import argparse


def add_plan(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``plan`` and its steps."""
    plan = commands.add_parser("plan", help="预案").add_subparsers(dest="step", required=True, metavar="步骤")
    check = plan.add_parser(
        "check", help="检查一个预案目录：写法、引用、只严不宽、案例；有问题列出文件、行、条款和改法"
    )
    check.add_argument("directory", help="预案目录，或叠加在国家预案上的省级目录")
    check.add_argument("--json", action="store_true")
    schema = plan.add_parser("schema", help="打印预案文件的 JSON Schema，供编辑器校验")
    schema.add_argument("file", nargs="?", default="", help="如 clocks.yaml；不写则列出所有文件")
    schema.add_argument("--write", default="", help="把所有文件的 JSON Schema 写进这个目录")
    diff = plan.add_parser("diff", help="两个预案有什么不同，用中文说")
    diff.add_argument("old", help="预案目录，或本机留存的版本，如 national-2019-75@1a2b3c4d5e6f")
    diff.add_argument("new", help="同上")
    diff.add_argument("--json", action="store_true")
    coverage = plan.add_parser("coverage", help="每一条由谁负责、由什么承载、由哪项测试证明、办过没有")
    coverage.add_argument("--json", action="store_true")
