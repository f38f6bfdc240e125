"""``fengsui``: set up, serve, check, keep.

Exit codes: 0 done; 1 a check found something (printed); 2 wrong usage; 3 bad input, nothing changed. ``--json`` prints
one JSON document on standard output; progress goes to standard error.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from fengsui.cli.plan_options import add_plan
from fengsui.cli.replay_options import add_replay
from fengsui.cli.stopping import BAD_INPUT, Stop


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(prog="fengsui", description="烽燧：让应急预案运转起来")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    serve = commands.add_parser("serve", help="启动服务：网页、时钟、通知")
    serve.add_argument("--demonstration", action="store_true", help="目录为空时先建演示省份")
    serve.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    serve.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT", "8000")), help="端口（默认 8000，或 PORT）"
    )
    serve.add_argument("--workers", type=int, default=3, help="网页进程数（默认 3）")

    work = commands.add_parser("work", help="只跑后台：时钟、检查点、通知（可多开）")
    work.add_argument("--once", action="store_true", help="跑一轮就退出")

    init = commands.add_parser("init", help="建一套空的正式环境和第一位管理员")
    init.add_argument("--jurisdiction", required=True, help="区划代码；100000 为中央")
    init.add_argument("--administrator", default="admin", help="管理员登录名（默认 admin）")
    init.add_argument("--name", default="系统管理员", help="管理员姓名或岗位")
    init.add_argument("--kind", choices=("live", "test"), default="live", help="环境种类（默认正式）")
    init.add_argument("--plan", default="", help="按哪个预案运行：plans 目录里的名称（默认全国预案）")
    init.add_argument("--start", default="", help="只用于 test：模拟时钟起点，如 2018-07-01T09:00+08:00")

    commands.add_parser("migrate", help="把表更新到本版本；旧版画的行按底账重画")
    demo = commands.add_parser("demo", help="演示环境").add_subparsers(dest="step", required=True, metavar="步骤")
    demo.add_parser("reset", help="清空并重建演示省份（只对演示环境有效）")

    world = commands.add_parser("world", help="环境").add_subparsers(dest="step", required=True, metavar="步骤")
    world.add_parser("show", help="这是什么环境").add_argument("--json", action="store_true")
    world.add_parser("advance", help="向前拨模拟时钟").add_argument(
        "--to", required=True, help="如 2018-07-01T11:00+08:00"
    )

    password = commands.add_parser("password", help="给一位人员设临时密码")
    password.add_argument("login", help="登录名")

    _add_ledger(commands)
    backup = commands.add_parser("backup", help="备份：数据与密钥分成两个文件")
    backup.add_argument("folder", help="放到哪个目录")
    restore = commands.add_parser("restore", help="恢复到空目录")
    restore.add_argument("data", help="data-….zip")
    restore.add_argument("keys", help="keys-….zip")
    restore.add_argument("--destroyed", default="", help="备份之后的销毁清单 destroyed.jsonl")
    importing = commands.add_parser("import", help="从 XLSX 或 CSV 导入（全部成功或全部不导）")
    importing.add_argument(
        "template",
        help="institutions、officers、departments、contacts；texts（信息）、rss（订阅源）、indicators（指标）",
    )
    importing.add_argument(
        "file", help="XLSX 工作簿，或 CSV 文件（UTF-8 或 GBK）；texts 还可以是 JSONL、RSS 文件，rss 是网址"
    )
    importing.add_argument("--as", dest="login", required=True, help="以谁的身份导入（登录名）")
    importing.add_argument("--source", default="", help="texts、rss、indicators：来源（默认文件名或网址）")
    importing.add_argument(
        "--channel",
        default="",
        help="texts、indicators：来源渠道，press、public_post、regulator、custody_bank、institution、hotline、telephone、"
        "inspection（rss 默认 press）",
    )
    importing.add_argument("--json", action="store_true")
    add_plan(commands)
    add_replay(commands)
    grade = commands.add_parser("grade", help="定级").add_subparsers(dest="step", required=True, metavar="步骤")
    explain = grade.add_parser("explain", help="解释规则怎样建议等级：每条规则、数字、界线、下限、基数、缺什么")
    explain.add_argument("--region", default="", help="区划代码：本辖区（默认），或其中的地市（只作展示）")
    explain.add_argument(
        "--at", default="", help="以前的某一时刻，如 2018-07-01T09:00+08:00：只按当时已知并已登记的情况"
    )
    explain.add_argument("--json", action="store_true")
    docs = commands.add_parser("docs", help="打印参考手册（Markdown）：命令、设置、事实、数据、权限、预案各键、渠道")
    docs.set_defaults(parser=parser)
    return parser


def _add_ledger(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ledger = commands.add_parser("ledger", help="底账").add_subparsers(dest="step", required=True, metavar="步骤")
    verify = ledger.add_parser("verify", help="查底账有没有被改、被删、被调换、被截断")
    verify.add_argument("export", nargs="?", default="", help="导出文件；不写则查本机")
    verify.add_argument("--checkpoint", default="", help="另处保存的检查点，如 12:1f0c…（印在公文上）")
    verify.add_argument("--json", action="store_true")
    rebuild = ledger.add_parser("rebuild", help="只用底账重推所有表，逐行比对")
    rebuild.add_argument("export", nargs="?", default="", help="导出文件：装进空目录再推")
    rebuild.add_argument("--write", action="store_true", help="用推出的结果替换本机的表")
    rebuild.add_argument("--json", action="store_true")
    export = ledger.add_parser("export", help="导出底账")
    export.add_argument("file", help="写到哪个文件（.zip）")
    export.add_argument("--json", action="store_true")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = build_parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
    import django  # noqa: PLC0415  (after the environment is known)

    django.setup()
    if options.command == "plan":
        from fengsui.cli.plan_commands import run  # noqa: PLC0415
    else:
        from fengsui.cli.commands import run  # noqa: PLC0415
    from fengsui.conduct.access import AccessDenied  # noqa: PLC0415
    from fengsui.conduct.acting import Refused  # noqa: PLC0415

    try:
        return run(options)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except (Refused, AccessDenied) as refusal:
        print(refusal, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read along, such as `head`, has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 (what is still to flush goes there)
        return 0
