"""The ledger's pages: the newest facts, one fact with its cause and consequences, proof that it is whole."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import Actor, covers, may, require
from fengsui.conduct.house import house
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import keys
from fengsui.ledger.canonical import Fact
from fengsui.ledger.exporting import recent_checkpoints, verify_ledger
from fengsui.ledger.reading import consequences_of, count_facts, first_facts, latest_facts, read_fact
from fengsui.ledger.sealer import unsealed_count
from fengsui.ledger.verifying import Finding
from fengsui.registry.queries import officers_many
from fengsui.web.access import OfficerRequest
from fengsui.web.fact_table import payload_rows
from fengsui.web.routes import POST, Route, Words
from fengsui.web.submitting import Misfilled, page_action

PAGE = 40
SHOWN_CHECKPOINTS = 10
_GIVEN = re.compile(r"\d{1,12}:[0-9a-f]{8,64}")
_ONE_PLACE = ("region", "registered_region", "lead_region", "jurisdiction")
_MANY_PLACES = ("operating_regions", "support_regions")


def show_ledger(request: OfficerRequest, **extra: Any) -> HttpResponseBase:
    """The newest facts the officer may see; ``stream`` narrows, ``before`` pages back by position."""
    stream = request.GET.get("stream", "").strip()[:120]
    before = request.GET.get("before", "")
    read = latest_facts(
        PAGE, streams=[stream] if stream else None, before=int(before) if _is_position(before) else None
    )
    places = places_of(fact.stream for fact in read)
    context = {
        "facts": _lines(fact for fact in read if _may_see(request.actor, places[fact.stream])),
        "stream": stream,
        "earlier": read[-1].position if len(read) == PAGE else None,
        "total": count_facts(),
        "waiting": unsealed_count(),
        "checkpoints": recent_checkpoints(SHOWN_CHECKPOINTS),
        "may_verify": may(request.actor, "ledger.verify"),
        **extra,
    }
    return render(request, "ledger/ledger.html", context)


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16  # noqa: PLR2004 (what any database's integer holds)


def _lines(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Facts with their titles and the names of who wrote them; one query for all names."""
    listed = list(facts)
    names = {key: officer.name for key, officer in officers_many({fact.actor for fact in listed}).items()}
    return [
        {"fact": fact, "title": kind_title(fact.kind), "actor": actor_in_words(fact.actor, names)} for fact in listed
    ]


def kind_title(kind: str) -> str:
    """Title of a fact kind; its name when no room knows it."""
    return house.kinds[kind].title if kind in house.kinds else kind


BY_RULE = frozenset({"system:attention", "system:situation", "system:carry-over", "system:proposals"})
"""Workers that act by the plan's rules."""


def actor_in_words(actor: str, names: Mapping[str, str]) -> str:
    """Who wrote a fact: a person by name, or which part of the system."""
    if actor == "system:clock":
        return gettext("系统（时钟）")
    if actor.startswith("system:rule:") or actor in BY_RULE:
        return gettext("系统（规则）")
    if actor.startswith("system:"):
        return gettext("系统（建立环境）")
    return names.get(actor, actor)


def _asked(stream: str) -> tuple[str, ...]:
    """Where a stream belongs whose facts do not say so, by the room that writes it."""
    asked = house.regions_of_stream.get(stream.partition("/")[0])
    return tuple(asked(stream)) if asked else ()


def places_of(streams: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The regions each stream belongs to: an event's leading and supporting ones, else those its first fact names."""
    states = states_of(streams)
    first = first_facts(stream for stream, state in states.items() if state is None)
    named = {stream: tuple(dict.fromkeys(_places(fact.payload))) for stream, fact in first.items()}
    return {
        stream: (named.get(stream, ()) if state is None else tuple(getattr(state, "regions", ()))) or _asked(stream)
        for stream, state in states.items()
    }


def _places(payload: dict[str, Any]) -> Iterable[str]:
    for name, value in payload.items():
        if name in _ONE_PLACE and isinstance(value, str) and value:
            yield value
        elif name in _MANY_PLACES and isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield from _places(value)


def _may_see(actor: Actor, places: tuple[str, ...]) -> bool:
    return not places or any(covers(actor.region, place) for place in places)


def show_fact(request: OfficerRequest, reference: str) -> HttpResponseBase:
    """One fact, its cause and what followed. 404 for none; AccessDenied outside the jurisdiction."""
    fact = read_fact(reference)
    if fact is None:
        raise Http404
    require(request.actor, "ledger.view_fact", regions=places_of([fact.stream])[fact.stream])
    cause = read_fact(fact.cause) if fact.cause else None
    [line] = _lines([fact])
    context = {
        "fact": fact,
        "title": line["title"],
        "wrote": line["actor"],
        "rows": payload_rows(fact.payload),
        "cause": _lines([cause])[0] if cause else None,
        "consequences": _lines(consequences_of(fact.reference)),
        "before": read_fact(f"{fact.stream}#{fact.number - 1}"),
        "after": read_fact(f"{fact.stream}#{fact.number + 1}"),
        "entry_lag": fact.recorded_at - fact.happened_at,
        "may_view_ledger": may(request.actor, "ledger.view"),
    }
    return render(request, "ledger/fact.html", context)


def show_verification(request: OfficerRequest, **extra: Any) -> HttpResponseBase:
    """The form that starts a verification. It shows no content, so the administrators may open it too."""
    context = {"total": count_facts(), "waiting": unsealed_count(), "given": "", **extra}
    return render(request, "ledger/verification.html", context)


@page_action(page="ledger.verification")
def verify(request: OfficerRequest) -> HttpResponseBase:
    """Verify the whole ledger now, against a printed checkpoint if one is given. Reads only."""
    given = request.POST.get("given", "").strip().replace("：", ":").lower()
    if given and not _GIVEN.fullmatch(given):
        raise Misfilled({"given": gettext("检查点的写法是“数字:字母数字”，例如公文末尾印的 12:1f0c9a2b33d4e5f6。")})
    outcome = verify_ledger(public_key=keys().public_key, given=given)
    findings = [
        {"finding": found, "sentence": in_words(found), "reference": "#" in found.where} for found in outcome.findings
    ]
    return show_verification(
        request, outcome=outcome, findings=findings[:200], given=given, may_open=may(request.actor, "ledger.view_fact")
    )


_PROBLEMS: tuple[tuple[str, Words], ...] = (
    (r"its content does not give its hash", gettext_lazy("这条记录的内容被改过。")),
    (r"does not follow the fact before it", gettext_lazy("与前一条接不上：前一条被改、被删或换了次序。")),
    (r"number \d+ follows \d+", gettext_lazy("编号不连续：中间有记录被删或换了次序。")),
    (r"position \d+ is taken twice", gettext_lazy("两条记录占了同一个位置。")),
    (r"the stream's head says", gettext_lazy("最后几条记录不见了：记下的末条编号与实际不符。")),
    (r"checkpoint \d+ is missing", gettext_lazy("缺少一个检查点。")),
    (r"position \d+ is missing", gettext_lazy("检查点覆盖的一条记录被删。")),
    (r"are not the ones it was signed over", gettext_lazy("检查点覆盖的记录与签名时不同。")),
    (r"its signature was not made", gettext_lazy("检查点的签名不是本系统的密钥签的。")),
    (r"no checkpoint covers", gettext_lazy("有位置，却没有检查点覆盖。")),
    (r"it was cut", gettext_lazy("底账在所给检查点之前就断了：后面的记录被截去。")),
    (r"is not the checkpoint that was given", gettext_lazy("与所给的检查点不一致。")),
)


def in_words(finding: Finding) -> str:
    """A broken place in the user's words; the ledger's own words where no sentence is known."""
    return str(next((words for sign, words in _PROBLEMS if re.search(sign, finding.problem)), finding.problem))


ROUTES: tuple[Route, ...] = (
    Route("ledger", "ledger", show_ledger, "ledger.view", title=gettext_lazy("底账"), section="ledger"),
    Route(
        "ledger/verification",
        "ledger.verification",
        show_verification,
        "ledger.verify",
        title=gettext_lazy("核验底账"),
        section="ledger",
    ),
    Route("ledger/verify", "ledger.verify", verify, "ledger.verify", POST, gettext_lazy("核验底账"), "ledger"),
    Route(
        "ledger/fact/<path:reference>",
        "ledger.fact",
        show_fact,
        "ledger.view_fact",
        title=gettext_lazy("底账记录"),
        section="ledger",
    ),
)
