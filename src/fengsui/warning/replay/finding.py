"""What a replay found, in a sentence for the top of the picture and the page. Pure."""

from fengsui.warning.replay.days import DayGrade
from fengsui.warning.replay.replaying import Replay
from fengsui.warning.replay.report import percent
from fengsui.warning.replay.selection import POPULATION_RULES
from fengsui.warning.replay.spells import days_by_grade


def _gravest(outcome: Replay) -> tuple[str, str, list[str]]:
    grades = [grade.id for grade in outcome.plan.grades]
    return grades[0], outcome.plan.grades[0].name, grades


def finding_of(outcome: Replay) -> str:
    """The title: on how many days the gravest grade would have been proposed for the nation."""
    gravest, name, grades = _gravest(outcome)
    days = days_by_grade(outcome.nation.days, grades)[gravest]
    total = len(outcome.nation.days)
    years = f"{outcome.first.year}—{outcome.last.year}年"
    if days == total:
        return f"{years}按规则回放，全国天天都是{name}（{total}天）"
    if not days:
        return f"{years}按规则回放，全国没有一天达到{name}（共{total}天）"
    return f"{years}按规则回放，全国{total}天中有{days}天达到{name}（{percent(days * 1_000_000 // total)}）"


def when_gravest(outcome: Replay) -> str:
    """The months in which the nation met the gravest grade: 2016年5—9月、11月，2018年7—8月."""
    gravest, name, _ = _gravest(outcome)
    months: dict[int, list[int]] = {}
    for day in outcome.nation.days:
        if day.grade == gravest and day.day.month not in months.setdefault(day.day.year, []):
            months[day.day.year].append(day.day.month)
    if not months:
        return f"各月都没有规则使全国达到{name}"
    return f"全国达到{name}的月份：" + "；".join(f"{year}年{_runs_of(found)}" for year, found in months.items())


def _runs_of(months: list[int]) -> str:
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(f"{run[0]}—{run[-1]}月" if len(run) > 1 else f"{run[0]}月" for run in runs)


def subtitle_of(outcome: Replay) -> str:
    """How many jurisdictions met the gravest grade; who decides."""
    gravest, name, grades = _gravest(outcome)
    met = sum(days_by_grade(region.days, grades)[gravest] > 0 for region in outcome.regions[1:])
    return f"{len(outcome.regions) - 1}个省、计划单列市中有{met}个出现过{name}。规则只提出建议，定级由人签字"


def chinese(day: DayGrade) -> str:
    """The day as a Chinese date."""
    return f"{day.day.year}年{day.day.month}月{day.day.day}日"


def sources_of(outcome: Replay) -> list[str]:
    """Lines for under the picture: sources, as-of, population rule, what the files do not tell."""
    counts, selection = outcome.history.counts, outcome.history.selection
    left_out = []
    if selection.without_batch_days:
        left_out.append(f"批量日列入的{counts.failures_in_batches}家不计爆雷")
    if selection.without_types:
        left_out.append(
            f"类型为{'、'.join(sorted(selection.without_types))}的{counts.failures_of_left_out_types}家不计爆雷"
        )
    numbers = (
        f"来源：爆雷表{counts.rows}行（每家取最早一行，计入{counts.failures_counted}家；无日期{counts.undated_rows}行不算），"
        f"登记表{counts.registry_rows}家；截至{outcome.last.isoformat()}。日期可能早晚一个月。{'；'.join(left_out)}"
    )
    unknown = (
        "文件没有余额、群访、核查、退出进度和保险人情况：读取这些数的规则按“不明”处理。"
        f"规则：{outcome.plan.title}，默认的省定参数"
    )
    return [numbers, f"机构口径：{POPULATION_RULES[selection.population]}", unknown]
