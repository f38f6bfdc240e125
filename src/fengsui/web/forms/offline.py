"""An offline form beside what the event holds: what is the same, what differs, what may be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from fengsui.response.facts import Figure
from fengsui.response.figures import BY_NAME, TYPED, in_words
from fengsui.response.offline.fields import DRAFTED, LOGGED, OfflineField
from fengsui.response.offline.reading import OfflineForm, moment_of
from fengsui.response.paper_texts import TEXTS
from fengsui.response.queries import EventRoom
from fengsui.response.wording import beijing
from fengsui.web.forms.figures import read_figures
from fengsui.web.forms.reading import Reading

_LONGEST = {text.name: text.longest for text in TEXTS["first_notice"]}


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what the form says, what the event or its draft holds. ``take``: the box's value, empty for none."""

    label: str
    offline: str
    here: str
    take: str = ""
    chosen: bool = False
    note: str = ""

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.offline == self.here


def offline_figures(form: OfflineForm) -> tuple[tuple[Figure, ...], dict[str, str]]:
    """(figures, faults by figure): read as the page for figures reads them."""
    found: list[Figure] = []
    faults: dict[str, str] = {}
    for definition in TYPED:
        typed = form.figures.get(definition.name)
        if typed is None:
            continue
        reading = Reading(_as_typed(form, definition.name))
        found += read_figures(reading)
        if reading.faults:
            faults[definition.name] = " ".join(dict.fromkeys(reading.faults.values()))
    return tuple(found), faults


def _as_typed(form: OfflineForm, name: str) -> QueryDict:
    row, as_of = form.figures[name], form.figures_as_of or form.saved_at
    typed = QueryDict(mutable=True)
    typed[f"value-{name}"], typed[f"unit-{name}"] = row.value, row.unit
    typed[f"verification-{name}"] = row.verification or "unverified"
    typed["as_of-date"], _, typed["as_of-time"] = as_of.partition("T")
    typed["figures_source"] = form.figures_source.strip() or gettext("离线首报表")
    return typed


def passages(
    form: OfflineForm, fields: Sequence[OfflineField], draft: Mapping[str, str], *, open_draft: bool, saved: bool
) -> list[Compared]:
    """The lines of text. ``open_draft``: passages may still be taken; ``saved``: somebody has written the draft."""
    rows = []
    for field in fields:
        said = form.texts.get(field.id, "").replace("\r\n", "\n").strip()
        if field.id in DRAFTED:
            here, name = draft.get(DRAFTED[field.id], ""), DRAFTED[field.id]
            take = f"text:{field.id}" if open_draft and said and said != here else ""
            note = (
                gettext("超过 %(longest)d 字，填入后请删短") % {"longest": _LONGEST[name]}
                if len(said) > _LONGEST[name]
                else ""
            )
            rows.append(Compared(field.label, said, here, take, chosen=not (saved and here), note=note))
        elif field.id == LOGGED and said:
            note = gettext("公文里的措施由事件的记录生成；这里记入日志")
            rows.append(Compared(field.label, said, "", "log", chosen=True, note=note))
    return rows


def figure_lines(
    room: EventRoom, figures: Sequence[Figure], faults: Mapping[str, str], form: OfflineForm
) -> list[Compared]:
    """The lines of figures; one that can't be read says why and can't be taken."""
    read = {figure.name: figure for figure in figures}
    rows = []
    for name in form.figures:
        definition = BY_NAME.get(name)
        if definition is None or definition.computed:
            rows.append(Compared(name, form.figures[name].value, "", note=gettext("预案没有这一项，不导入")))
            continue
        known = room.state.figures.get(name)
        here = f"{in_words(definition, known.value)}，{beijing(known.as_of)}" if known else gettext("待核")
        if name not in read:
            rows.append(Compared(definition.label, form.figures[name].value, here, note=faults.get(name, "")))
            continue
        figure = read[name]
        told = f"{in_words(definition, figure.value)}，{beijing(figure.as_of)}"
        newer = known is None or figure.as_of.isoformat() > _utc(known.as_of)
        take = "" if told == here else f"figure:{name}"
        rows.append(
            Compared(definition.label, told, here, take, chosen=newer, note="" if newer else gettext("这里的更新"))
        )
    return rows


def _utc(moment: str) -> str:
    return moment.replace("Z", "+00:00")


def known_lines(
    room: EventRoom, form: OfflineForm, fields: Sequence[OfflineField], known: Mapping[str, str]
) -> list[Compared]:
    """What the event's own facts say already: a difference is told, and recorded where it belongs."""
    kinds = {kind.id: kind.name for kind in room.plan.event_types}
    rows = []
    for field in fields:
        said = form.texts.get(field.id, "").strip()
        if field.id in DRAFTED or field.id == LOGGED or field.kind in {"computed", "figures"} or not said:
            continue
        here = known.get(field.id, "")
        if field.kind == "moment":
            said, here = said.replace("T", " "), here.replace("T", " ")
        elif field.kind == "choice":
            said, here = kinds.get(said, said), kinds.get(here, here)
        rows.append(Compared(field.label, said, here))
    return rows


def shown_moment(typed: str) -> str:
    """A moment of the form as pages show it; empty for none."""
    moment = moment_of(typed)
    return beijing(moment) if moment else ""
