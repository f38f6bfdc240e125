"""Reading typed figures: value with unit, as-of moment, source, how far it was checked (clause 1.6.c).

The form has one as-of moment and one source for all its figures; a figure with its own takes its own.
"""

from collections.abc import Mapping
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from fengsui.response.facts import Figure, Verification
from fengsui.response.figures import TYPED, EventFigure
from fengsui.web.forms.reading import NotExact, Reading, read_money, read_whole
from fengsui.web.routes import Words

VERIFICATIONS: tuple[Verification, ...] = ("unverified", "verified", "estimated")
YES, NO = "yes", "no"
FIGURE_CHOICES: Mapping[str, list[tuple[str, Words]]] = {
    "money_units": [("wan", gettext_lazy("万元")), ("yi", gettext_lazy("亿元")), ("yuan", gettext_lazy("元"))],
    "verifications": [
        ("unverified", gettext_lazy("待核")),
        ("verified", gettext_lazy("已核")),
        ("estimated", gettext_lazy("推算")),
    ],
    "yes_no": [("", "—"), (YES, gettext_lazy("是")), (NO, gettext_lazy("否"))],
}
"""What the lists of the figure table offer, by the name the template knows them by."""


def read_figures(reading: Reading) -> tuple[Figure, ...]:
    """The figures that have a value; each needs its as-of moment and its source. Faults go to ``reading``."""
    return tuple(figure for definition in TYPED if (figure := _read(reading, definition)) is not None)


def has_figures(typed: QueryDict) -> bool:
    """Whether any figure was typed."""
    return any(typed.get(f"value-{definition.name}", "").strip() for definition in TYPED)


def _read(reading: Reading, definition: EventFigure) -> Figure | None:
    name = definition.name
    text = reading.typed.get(f"value-{name}", "").strip()
    if not text:
        return None
    try:
        value = _value(definition, text, reading.typed.get(f"unit-{name}", ""))
    except NotExact as fault:
        reading.faults[f"value-{name}"] = f"{definition.label}：{fault}"
        return None
    before = len(reading.faults)
    as_of = _as_of(reading, definition)
    source = _source(reading, definition)
    checked = reading.choice(
        f"verification-{name}", gettext("%(label)s的核实情况") % {"label": definition.label}, VERIFICATIONS
    )
    if len(reading.faults) > before:
        return None
    return Figure(
        name=name,
        value=value,
        unit=definition.unit,
        as_of=as_of,
        source=source,
        verification=next(known for known in VERIFICATIONS if known == checked),
    )


def _as_of(reading: Reading, definition: EventFigure) -> datetime:
    """The figure's own as-of moment, else the one of the whole form."""
    label = gettext("%(label)s的截至时间") % {"label": definition.label}
    own = reading.moment_or_none(f"as_of-{definition.name}", label)
    return own or reading.moment("as_of", gettext("截至时间"))


def _source(reading: Reading, definition: EventFigure) -> str:
    own = reading.typed.get(f"source-{definition.name}", "").strip()
    name = f"source-{definition.name}" if own else "figures_source"
    return reading.text(name, gettext("数据来源"))


def _value(definition: EventFigure, text: str, unit: str) -> int | bool | str:
    if definition.type == "boolean":
        if text not in {YES, NO}:
            raise NotExact(gettext("请选“是”或“否”。"))
        return text == YES
    if definition.type == "text":
        return text
    return read_money(text, unit) if definition.unit == "分" else read_whole(text)
