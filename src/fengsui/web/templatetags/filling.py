"""Template tags for forms: one question each, the label above, its fault above the field, what was typed kept.

They read ``values`` from the context: field name → text, made by ``fengsui.web.forms.values.form_values``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.canonical import split_reference
from fengsui.plan import Plan
from fengsui.response.figures import BY_NAME, in_words
from fengsui.response.state import FigureState
from fengsui.web.submitting import PageError
from fengsui.web.templatetags.wording import beijing

register = template.Library()
Context = Mapping[str, Any]


@register.simple_tag(takes_context=True)
def text_field(
    context: Context, name: str, label: str, hint: str = "", rows: int = 0, *, longest: int = 200, style: str = ""
) -> SafeString:
    """A text: one line, or ``rows`` lines. ``style``: a class such as w-short."""
    value = _value(context, name)
    described = _described(context, name, hint)
    if rows:
        field = format_html(
            '<textarea id="{0}" name="{0}" rows="{1}" maxlength="{2}"{3}>{4}</textarea>',
            name,
            rows,
            longest,
            described,
            value,
        )
    else:
        field = format_html(
            '<input id="{0}" name="{0}" value="{1}" maxlength="{2}" class="{3}" autocomplete="off"{4}>',
            name,
            value,
            longest,
            style,
            described,
        )
    return _field(context, name, label, hint, field)


@register.simple_tag(takes_context=True)
def moment_field(context: Context, name: str, label: str, hint: str = "") -> SafeString:
    """A day and a time of day, in Beijing time."""
    day, clock = f"{name}-date", f"{name}-time"
    field = format_html(
        '<span class="moment"><input id="{0}" name="{0}" type="date" value="{1}" aria-label="{2}"{6}>'
        '<input id="{3}" name="{3}" type="time" value="{4}" aria-label="{5}"></span>',
        day,
        _value(context, day),
        gettext("%(label)s：日期") % {"label": label},
        clock,
        _value(context, clock),
        gettext("%(label)s：时间（北京时间）") % {"label": label},
        _described(context, day, hint),
    )
    return _field(context, day, label, hint, field)


@register.simple_tag(takes_context=True)
def day_field(context: Context, name: str, label: str, hint: str = "") -> SafeString:
    """A day, in Beijing."""
    field = format_html(
        '<input id="{0}" name="{0}" type="date" value="{1}" class="w-short"{2}>',
        name,
        _value(context, name),
        _described(context, name, hint),
    )
    return _field(context, name, label, hint, field)


@register.simple_tag(takes_context=True)
def choice_field(
    context: Context, name: str, label: str, choices: Iterable[tuple[str, str]], hint: str = "", *, empty: str = ""
) -> SafeString:
    """One of several, as a list that opens. ``empty``: the words of the line that chooses none."""
    lines = [("", empty), *choices] if empty else list(choices)
    field = format_html(
        '<select id="{0}" name="{0}"{1}>{2}</select>',
        name,
        _described(context, name, hint),
        _options(context, name, lines),
    )
    return _field(context, name, label, hint, field)


@register.simple_tag(takes_context=True)
def radio_field(
    context: Context, name: str, label: str, choices: Iterable[tuple[str, str]], hint: str = ""
) -> SafeString:
    """One of a few, all in view."""
    chosen = _value(context, name)
    buttons = [
        format_html(
            '<label class="choice"><input type="radio" name="{}" value="{}"{}{}><span>{}</span></label>',
            name,
            value,
            format_html(' id="{}"', name) if number == 0 else "",
            SafeString(" checked") if value == chosen else "",
            words,
        )
        for number, (value, words) in enumerate(choices)
    ]
    return format_html(
        '<fieldset class="field"><legend>{}</legend>{}{}{}</fieldset>',
        label,
        _hint(name, hint),
        _fault(context, name),
        format_html_join("", "{}", ((button,) for button in buttons)),
    )


@register.simple_tag(takes_context=True)
def check_field(context: Context, name: str, label: str) -> SafeString:
    """A box to tick."""
    return format_html(
        '{2}<label class="choice"><input type="checkbox" id="{0}" name="{0}" value="1"{3}><span>{1}</span></label>',
        name,
        label,
        _fault(context, name),
        SafeString(" checked") if _value(context, name) else "",
    )


@register.simple_tag(takes_context=True)
def bare_text(context: Context, name: str, label: str, inputmode: str = "text", longest: int = 200) -> SafeString:
    """A line of a table to type in; its label is for screen readers, the column says it to the rest."""
    return format_html(
        '{3}<input id="{0}" name="{0}" value="{1}" aria-label="{2}" inputmode="{4}" maxlength="{5}">',
        name,
        _value(context, name),
        label,
        _fault(context, name),
        inputmode,
        longest,
    )


@register.simple_tag(takes_context=True)
def bare_choice(context: Context, name: str, label: str, choices: Iterable[tuple[str, str]]) -> SafeString:
    """A choice within a table."""
    return format_html(
        '{3}<select id="{0}" name="{0}" aria-label="{1}">{2}</select>',
        name,
        label,
        _options(context, name, choices),
        _fault(context, name),
    )


@register.simple_tag
def fact_address(route: str, reference: str) -> str:
    """The address of a page about one fact of an event: ``event/2026-003#17`` → ``…/2026-003/17``."""
    stream, number = split_reference(reference)
    return reverse(route, kwargs={"number": stream.partition("/")[2], "fact": number})


@register.simple_tag
def event_address(route: str, stream: str) -> str:
    """The address of a page of an event, by its stream."""
    return reverse(route, kwargs={"number": stream.partition("/")[2]})


@register.simple_tag
def warning_address(route: str, reference: str) -> str:
    """The address of a page about one fact of a warning: ``warning/x#17`` → ``…/x/…/17``."""
    stream, number = split_reference(reference)
    return reverse(route, kwargs={"institution": stream.partition("/")[2], "fact": number})


@register.simple_tag
def attention(rank: int, signed: bool = True) -> SafeString:  # noqa: FBT001, FBT002 (a template writes signed=False)
    """A level of attention by label, shape and tone; a proposed one is outlined and says 建议. 无 for none."""
    if not rank:
        return format_html('<span class="tag">{}</span>', gettext("不需关注"))
    levels = plan_in_force().warning.levels
    name = next((level.name for level in levels if level.rank == rank), gettext("%(rank)d级研判") % {"rank": rank})
    return format_html(
        '<span class="grade {}" data-rank="{}"><i aria-hidden="true">{}</i>{}</span>',
        "signed" if signed else "proposed",
        rank,
        "▲" * max(1, len(levels) + 1 - rank),
        name if signed else gettext("建议 %(name)s") % {"name": name},
    )


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """A value by a key that is known only on the page; None without it."""
    return mapping.get(key)


@register.filter
def fact_number(reference: str) -> str:
    """``event/2026-003#17`` → ``F-17``."""
    return f"F-{reference.rpartition('#')[2]}" if reference else ""


def _options(context: Context, name: str, choices: Iterable[tuple[str, str]]) -> SafeString:
    chosen = _value(context, name)
    lines = ((value, SafeString(" selected") if value == chosen else "", words) for value, words in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


def _field(context: Context, name: str, label: str, hint: str, field: SafeString) -> SafeString:
    return format_html(
        '<div class="field"><label for="{}">{}</label>{}{}{}</div>',
        name,
        label,
        _hint(name, hint),
        _fault(context, name),
        field,
    )


def _hint(name: str, hint: str) -> SafeString | str:
    return format_html('<span class="hint" id="{}-hint">{}</span>', name, hint) if hint else ""


def _faults(context: Context, name: str) -> list[str]:
    errors: Iterable[PageError] = context.get("page_errors", ())
    return [error.sentence for error in errors if error.field == name]


def _fault(context: Context, name: str) -> SafeString | str:
    found = _faults(context, name)
    return format_html('<span class="field-error" id="{}-error">{}</span>', name, "；".join(found)) if found else ""


def _described(context: Context, name: str, hint: str) -> SafeString | str:
    fault = f"{name}-error" if _faults(context, name) else ""
    described = " ".join(filter(None, (f"{name}-hint" if hint else "", fault)))
    if not described:
        return ""
    return format_html(' aria-describedby="{}"{}', described, SafeString(' aria-invalid="true"') if fault else "")


def _value(context: Context, name: str) -> str:
    return str(context.get("values", {}).get(name, ""))


@register.simple_tag
def figure_words(figure: FigureState) -> str:
    """A figure's value with its unit."""
    return in_words(BY_NAME[figure.name], figure.value)


@register.filter
def beijing_iso(value: str) -> SafeString | str:
    """A moment of a folded state (ISO 8601 with its zone) as ``11月23日 09:12``."""
    return beijing(datetime.fromisoformat(value)) if value else ""


@register.simple_tag
def department_name(plan: Plan, department: str) -> str:
    """Name of a department of the plan; its code if it is unknown."""
    return next((unit.name for unit in plan.departments if unit.id == department), department)
