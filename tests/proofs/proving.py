"""``@proof("5.2.1.1.a")``: a test that proves a clause, acting only through HTTP or the command line.

It takes a :class:`Desk` and nothing else. The same function is run once more with the plan loaded without what carries
the clause, and must then fail by an assertion of its own: so a proof that would pass on any plan is found out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from fengsui.cli.main import main
from fengsui.conduct import plans
from fengsui.conduct.access import Actor
from fengsui.plan.build import build_plan
from fengsui.plan.carriers import carriers_by_clause, without
from fengsui.plan.check import check_meaning, check_names
from fengsui.plan.files import FILE_NAMES, PlanFiles
from fengsui.plan.source import Source
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening

Proof = Callable[["Desk"], None]
Marked = TypeVar("Marked", bound=Proof)
PROOFS: dict[str, list[Proof]] = defaultdict(list)


def proof(*ids: str) -> Callable[[Marked], Marked]:
    """Mark a test with the clauses it proves; each is tried without its carriers too (test_without_carriers)."""

    def marked(test: Marked) -> Marked:
        for name in ids:
            PROOFS[name].append(test)
        return clause(*ids)(test)

    return marked


@dataclass
class Desk:
    """The staffed province as its officers reach it. ``people``: officers by login."""

    people: Mapping[str, Actor]
    home: Path
    evening: Evening
    server_errors: list[str] = field(default_factory=list)

    def browser(self, login: str) -> Client:
        """A browser in which the officer of this login has signed in; a fault of the server is an answer of 500."""
        client = Client(raise_request_exception=False)
        user, _ = User.objects.get_or_create(username=login)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def page(self, login: str, address: str) -> str:
        """The page an officer gets. It must be answered with 200."""
        answer = self.browser(login).get(address)
        return self._text(answer, address)

    def answer(self, login: str, address: str, **fields: Any) -> Any:
        """What a form sent to an address is answered with, redirects followed."""
        answer = self.browser(login).post(address, fields, follow=True)
        if answer.status_code >= 500:
            self.server_errors.append(address)
        return answer

    def command(self, *words: str) -> tuple[int, str, str]:
        """Run ``fengsui`` with these words: exit code, standard output, standard error."""
        out, err = StringIO(), StringIO()
        with patch("sys.stdout", out), patch("sys.stderr", err):
            code = main(words)
        return code, out.getvalue(), err.getvalue()

    def _text(self, answer: Any, address: str) -> str:
        if answer.status_code >= 500:
            self.server_errors.append(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        text: str = answer.content.decode()
        return text


@contextmanager
def plan_without(clause_id: str) -> Iterator[None]:
    """The plan in force is the national one without whatever carries the clause; it loads and can be worked with."""
    mutated = build_plan(_written_without(clause_id))
    kept = Path(settings.HOME) / "plans" / plans.version_of(mutated).replace("@", "_")
    kept.mkdir(parents=True, exist_ok=True)  # counts as kept: nothing reads it back while the plan is in hand
    plans.plan_of_version.cache_clear()
    with patch.object(plans, "built_in_plan", lambda: mutated):
        yield
    plans.plan_of_version.cache_clear()  # it holds the mutated plan for facts that name no version


def faults_without(clause_id: str) -> list[str]:
    """What the checks of every plan find in the national one without whatever carries the clause."""
    written, vocabulary = _written_without(clause_id), plans.vocabulary()
    parts = {field: getattr(written, field) for field in PlanFiles.model_fields}
    sources = {
        field: Source(FILE_NAMES[field], part.model_dump(exclude_none=True), {})
        for field, part in parts.items()
        if part is not None
    }
    problems = [*check_names(sources, vocabulary), *check_meaning(written, sources, vocabulary)]
    return [str(problem) for problem in problems]


def _written_without(clause_id: str) -> PlanFiles:
    written = plans.built_in_plan().written
    return _with_law_only(without(written, carriers_by_clause(written)[clause_id]))


def _with_law_only(written: PlanFiles) -> PlanFiles:
    """A measure names only law that is left, and goes where none is left: no plan lets one act without law."""
    if written.measures is None or written.legal_basis is None:
        return written
    left = {law.id for law in written.legal_basis.legal_basis}
    measures = [
        measure.model_copy(update={"legal_basis": tuple(law for law in measure.legal_basis if law in left)})
        for measure in written.measures.measures
        if left & set(measure.legal_basis) or not measure.legal_basis
    ]
    return written.model_copy(update={"measures": written.measures.model_copy(update={"measures": tuple(measures)})})
