"""The options of ``fengsui replay``. Apart from the command, which needs the whole house."""

import argparse
from datetime import date

from fengsui.warning.replay.selection import DEFAULT_POPULATION, POPULATION_RULES


def add_replay(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("replay", help="把历史上的爆雷按定级规则逐日回放：全国和各省、计划单列市")
    parser.add_argument(
        "--incidents", required=True, help="爆雷表（CSV 或 XLSX）：名称、日期、地区，可有类型、上线时间、来源"
    )
    parser.add_argument("--registry", required=True, help="登记表（CSV 或 XLSX）：名称、地区、登记日期")
    parser.add_argument(
        "--population",
        choices=tuple(POPULATION_RULES),
        default=DEFAULT_POPULATION,
        help=f"哪些机构算在营（默认 {DEFAULT_POPULATION}）",
    )
    parser.add_argument(
        "--from", dest="first", type=_day, default=None, help="从哪一天起，如 2013-01-01（默认首家爆雷）"
    )
    parser.add_argument("--to", dest="last", type=_day, default=None, help="到哪一天止（默认最后一家爆雷）")
    parser.add_argument("--without-batch-days", action="store_true", help="批量日列入的机构不计爆雷")
    parser.add_argument("--without-types", default="", help="这些类型不计爆雷，用逗号隔开，如 停业,转型")
    parser.add_argument("--chart", action="append", default=[], help="画成一张图，写到 .png、.svg 或 .html（可重复）")
    parser.add_argument("--daily", action="store_true", help="JSON 里逐日列出每个地区")
    parser.add_argument("--json", action="store_true")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"看不懂日期 {text!r}，请写成 2018-07-01"
        raise argparse.ArgumentTypeError(msg) from error
