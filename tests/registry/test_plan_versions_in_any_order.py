"""Whatever the officers try in whatever order: one version for each day, and none adopted without another's review."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.plans import Adoption, built_in_plan, versions_on
from fengsui.ledger.canonical import Fact
from fengsui.registry.plan_versions import rules

START = date(2026, 3, 2)
OFFICERS = ("甲", "乙", "丙")
NAMES = ("a@000000000001", "b@000000000002", "c@000000000003")
ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(("propose", "consult", "agree", "object", "adopt", "note", "wait")),
        st.sampled_from(NAMES),
        st.sampled_from(OFFICERS),
        st.integers(-2, 9),
    ),
    max_size=60,
)


@dataclass
class Attempts:
    """A stream that takes only what the rules let through. ``adopted``: (version, first day) as they came about."""

    state: rules.Versions = field(default_factory=rules.Versions)
    today: date = START
    facts: list[Fact] = field(default_factory=list)

    def write(self, kind: str, **payload: Any) -> None:
        """One more fact."""
        at = datetime(2026, 3, 2, tzinfo=UTC)
        rest: dict[str, Any] = dict.fromkeys(
            ("actor", "plan_version", "clause", "cause", "rule", "key", "idempotency_key", "previous_hash"), ""
        )
        number = len(self.facts) + 1
        fact = Fact("plan/990000", number, kind, 1, payload, happened_at=at, recorded_at=at, **rest)
        self.facts.append(fact)
        self.state = rules.fold(self.state, fact)

    def attempt(self, act: str, version: str, officer: str, days: int) -> None:
        """Do what the rules allow; what they refuse leaves no trace."""
        known, plan = self.state.by_version.get(version), built_in_plan()
        if act == "wait":
            self.today += timedelta(days=abs(days))
        elif act == "note":
            self.write("plan.revision_needed", note="law")
        elif act == "propose" and not rules.why_not_propose(self.state, version, "", plan):
            self.write("plan.version_proposed", version=version, source_hash="", officer=officer)
        elif known is None:
            return
        elif act == "consult" and not rules.why_not_consult(known, plan):
            self.write("plan.version_consulted", version=version)
        elif act in {"agree", "object"} and not rules.why_not_review(known, plan, officer):
            opinion = "agreed" if act == "agree" else "objected"
            self.write("plan.version_reviewed", version=version, officer=officer, opinion=opinion)
        elif act == "adopt":
            self.adopt(known, officer, self.today + timedelta(days=days))

    def adopt(self, known: rules.VersionState, officer: str, first_day: date) -> None:
        """Sign the adoption, with one signature asked for."""
        requirement = built_in_plan().signature_requirement(rules.ADOPT)
        if rules.why_not_adopt(known, requirement, officer):
            return
        if rules.why_not_that_day(known, first_day, self.today, built_in_plan(), live=True):
            return
        signed = {"officer": officer, "role": "R1", "document": "纪要", "complete": True}
        self.write("plan.version_adopted", version=known.version, effective_from=first_day.isoformat(), **signed)


@given(ATTEMPTS)
def test_adoption_never_goes_without_another_persons_review(attempts: list[tuple[str, str, str, int]]) -> None:
    """For each adopted version the last review before it agrees, by neither the proposer nor the signer."""
    tried = Attempts()
    for attempt in attempts:
        tried.attempt(*attempt)
    for number, fact in enumerate(tried.facts):
        if fact.kind != "plan.version_adopted":
            continue
        before = [one for one in tried.facts[:number] if one.payload.get("version") == fact.payload["version"]]
        proposal = next(one for one in before if one.kind == "plan.version_proposed")
        review = next(one for one in reversed(before) if one.kind == "plan.version_reviewed")
        assert review.payload["opinion"] == "agreed"
        assert review.payload["officer"] not in {proposal.payload["officer"], fact.payload["officer"]}
        assert any(one.kind == "plan.version_consulted" for one in before)


@given(ATTEMPTS)
def test_on_each_day_one_version_is_in_force_and_the_past_stays(attempts: list[tuple[str, str, str, int]]) -> None:
    """An adoption changes what applies from its first day on and on no day before it; each version is adopted once."""
    tried, before = Attempts(), Attempts().state.adopted
    for attempt in attempts:
        tried.attempt(*attempt)
        if tried.state.adopted == before:
            continue
        old, new = (tuple(Adoption(*one) for one in adopted) for adopted in (before, tried.state.adopted))
        first_day = new[-1].effective_from
        assert first_day >= tried.today
        days = [START + timedelta(days=number) for number in range(-5, 200)]
        for day in days:
            now = versions_on(new, day)[:1]
            assert now == ([new[-1].version] if day >= first_day else versions_on(old, day)[:1])
        before = tried.state.adopted
    assert len({version for version, _ in before}) == len(before)
    assert not (tried.facts and tried.facts[-1].kind == "plan.version_adopted" and tried.state.open_triggers)
