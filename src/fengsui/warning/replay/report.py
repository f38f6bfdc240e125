"""A replay as one JSON document and as a table in words. Names of institutions and of sources are in neither. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from fengsui.warning.replay.batches import BATCH_RULE_ZH, BatchDay
from fengsui.warning.replay.dating import MONTH_ONLY_DAY
from fengsui.warning.replay.days import WINDOW_DAYS, DayGrade, Region
from fengsui.warning.replay.replaying import Replay
from fengsui.warning.replay.selection import POPULATION_RULES
from fengsui.warning.replay.spells import Month, Spell, days_by_grade, months_of, spells_of

BATCH_KINDS_ZH: Final[Mapping[str, str]] = {"clean_up": "集中列入", "month_start": "只知月份"}
PPM_PER_TENTH_OF_PERCENT: Final = 1000


def assumptions(outcome: Replay) -> list[str]:
    """What was assumed where the files are silent, in Chinese sentences."""
    counts = outcome.history.counts
    return [
        "一家机构只算一次，取有日期的最早一行；没有日期的行不算，只计数",
        f"只有月份的日期放在当月{MONTH_ONLY_DAY}日；小数点后只剩一位“1”而全列按两位写月份的，是丢了零的10月",
        "全部类型都算爆雷；--without-types 可以去掉几类",
        "获知时间等于发生时间：文件没有写明何时获知",
        f"开始日期不明或者晚于爆雷的机构，按爆雷前{counts.assumed_life_days}日起在营",
        "在营家数取窗口期之前；只看在营，不知道是否还有借贷余额",
        "全国的涉及地市占比以地级单位计，直辖市和计划单列市各算一个；直辖市和计划单列市自身的该项占比为不明",
        "计划单列市不计入所在省；地区不明和港澳台的只计入全国",
    ]


def document(outcome: Replay, *, daily: bool = False) -> dict[str, Any]:
    """Everything as plain values; shares in ppm, money in 分, dates ISO. ``daily`` adds every day of every region."""
    selection, history = outcome.history.selection, outcome.history
    sources = _source_numbers(history.batch_days)
    return {
        "plan": {"id": outcome.plan.id, "version": outcome.plan.version},
        "options": {
            "population": selection.population,
            "without_batch_days": selection.without_batch_days,
            "without_types": sorted(selection.without_types),
            "from": outcome.first.isoformat(),
            "to": outcome.last.isoformat(),
        },
        "population_rule": POPULATION_RULES[selection.population],
        "batch_rule": BATCH_RULE_ZH,
        "window_days": WINDOW_DAYS,
        "assumptions": assumptions(outcome),
        "unknown_figures": list(outcome.never_known),
        "counts": asdict(history.counts),
        "batch_days": [_batch(batch, sources) for batch in history.batch_days],
        "grades": [{"id": grade.id, "name": grade.name, "rank": grade.rank} for grade in outcome.plan.grades],
        "regions": [_region(region, outcome, daily=daily) for region in outcome.regions],
    }


def _source_numbers(batches: Iterable[BatchDay]) -> dict[str, str]:
    """Sources are firms: they are told apart by number only."""
    return {source: f"来源{number}" for number, source in enumerate(sorted({batch.source for batch in batches}), 1)}


def _batch(batch: BatchDay, sources: Mapping[str, str]) -> dict[str, Any]:
    return {
        "date": batch.day.isoformat(),
        "source": sources[batch.source],
        "kind": batch.kind,
        "reported": batch.reported,
        "usual": batch.usual_halves / 2,
    }


def _region(region: Region, outcome: Replay, *, daily: bool) -> dict[str, Any]:
    ranks = {grade.id: grade.rank for grade in outcome.plan.grades}
    found: dict[str, Any] = {
        "code": region.code,
        "name": region.name,
        "days_by_grade": days_by_grade(region.days, list(ranks)),
        "spells": [_spell(spell) for spell in spells_of(region.days)],
        "months": [_month(month) for month in months_of(region.days, ranks)],
    }
    if daily:
        found["days"] = [_day(day) for day in region.days]
    return found


def _day(day: DayGrade) -> dict[str, Any]:
    return {
        "date": day.day.isoformat(),
        "n": day.n,
        "N": day.population,
        "s_c_ppm": day.share_ppm,
        "s_b_ppm": day.balance_share_ppm,
        "p_ppm": day.prefecture_share_ppm,
        "p_known_ppm": day.known_prefecture_share_ppm,
        "k99": day.rare_floor,
        "k90": day.unusual_floor,
        "grade": day.grade,
        "rule": day.rule,
    }


def _spell(spell: Spell) -> dict[str, Any]:
    return {
        "from": spell.first.isoformat(),
        "to": spell.last.isoformat(),
        "days": spell.days,
        "grade": spell.grade,
        "rules": list(spell.rules),
        "peak": _day(spell.peak),
    }


def _month(month: Month) -> dict[str, Any]:
    return {
        "month": month.month,
        "gravest": month.gravest,
        "days_by_grade": dict(month.days_by_grade),
        "peak": _day(month.peak),
        "last": _day(month.last),
    }


def percent(ppm: int | None) -> str:
    """A share with one decimal; 不明 where unknown."""
    if ppm is None:
        return "不明"
    tenths = (ppm + PPM_PER_TENTH_OF_PERCENT // 2) // PPM_PER_TENTH_OF_PERCENT
    return f"{tenths // 10}.{tenths % 10}%"


def in_words(outcome: Replay) -> str:
    """The table for a terminal."""
    counts, history = outcome.history.counts, outcome.history
    grades = outcome.plan.grades
    names = {grade.id: grade.name for grade in grades}
    lines = [
        f"{outcome.plan.title} 定级规则回放 {outcome.first} 至 {outcome.last}",
        f"机构口径 {history.selection.population}：{POPULATION_RULES[history.selection.population]}",
        f"爆雷表 {counts.rows} 行：有日期 {counts.dated_rows}，其中 {counts.month_only_rows} 只有月份",
        f"无日期 {counts.undated_rows} 行不算",
        f"有日期的 {counts.names_dated} 家，重复 {counts.repeated_dated_rows} 行；计入 {counts.failures_counted} 家",
        f"爆雷中地区不明 {counts.failures_without_jurisdiction} 家；登记表 {counts.registry_rows} 行",
        f"各规则读取而文件没有的数：{'、'.join(outcome.never_known) or '无'}",
        "",
        "\t".join(["地区", *(f"{grade.name}(日)" for grade in grades), "无(日)", "最多时 n/N", "占比", "日期", "规则"]),
    ]
    for region in outcome.regions:
        peak = max(region.days, key=lambda day: day.n)
        by_grade = days_by_grade(region.days, [grade.id for grade in grades])
        cells = [region.name, *map(str, by_grade.values()), f"{peak.n}/{peak.population}", percent(peak.share_ppm)]
        lines.append("\t".join([*cells, str(peak.day), peak.rule or "-"]))
    lines += ["", "全国各段：起 止 天数 定级 规则 最多时 n/N"]
    for spell in spells_of(outcome.nation.days):
        where = f"{spell.first} {spell.last} {spell.days} {names[spell.grade]} {'、'.join(spell.rules)}"
        lines.append(f"{where} {spell.peak.n}/{spell.peak.population}（{spell.peak.day}）")
    lines += ["", f"批量日（{BATCH_RULE_ZH}）："]
    sources = _source_numbers(history.batch_days)
    for batch in history.batch_days:
        usual = batch.usual_halves / 2
        lines.append(
            f"{batch.day} {sources[batch.source]} {batch.reported}家，平常{usual:g}家 {BATCH_KINDS_ZH[batch.kind]}"
        )
    return "\n".join(lines)
