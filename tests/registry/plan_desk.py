"""A province that draws up its own plan: zips of plan files, and the acts from proposal to filing."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.conduct.plans import BUILT_IN, plan_of_version
from fengsui.registry.plan_versions import actions, queries

_numbers = count(1)


def national_files(**changes: str) -> dict[str, str]:
    """The built-in plan's files by name; ``header`` replaces lines of plan.yaml, as ``id="…"``."""
    folder = Path(settings.PLANS) / BUILT_IN
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
        if path.name != "proofs.yaml"
    }
    lines = files["plan.yaml"].splitlines()
    for key, value in changes.items():
        lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in lines]
    files["plan.yaml"] = "\n".join(lines) + "\n"
    return files


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def whole_plan(number: str = "本地1") -> bytes:
    """A zip of a plan that stands by itself: the national one under another number."""
    return zipped(national_files(version=f"'{number}'"))


class PlanDesk:
    """The officers who draw up, review and adopt."""

    def __init__(self, people: Mapping[str, Actor]) -> None:
        self.people = people

    def key(self) -> str:
        """An idempotency key of its own."""
        return f"plan-{next(_numbers)}"

    def propose(self, archive: bytes | None = None, *, by: str = "wendian", note: str = "首次制定") -> str:
        """Propose; returns the version."""
        outcome = actions.propose_version(
            actor=self.people[by], note=note, archive=archive or whole_plan(), idempotency_key=self.key()
        )
        return str(outcome.fact.payload["version"])

    def consult(self, version: str, *, by: str = "wendian") -> Outcome:
        """Record a consultation of today."""
        return actions.record_consultation(
            actor=self.people[by],
            version=version,
            asked="各成员单位",
            held_on=queries.today(),
            summary="意见已采纳",
            idempotency_key=self.key(),
        )

    def review(self, version: str, *, by: str = "zhiban", opinion: str = "agreed") -> Outcome:
        """Sign the legal review."""
        return actions.review_version(
            actor=self.people[by],
            version=version,
            opinion=opinion,
            note="不抵触",
            seen_hash=plan_of_version(version).source_hash,
            idempotency_key=self.key(),
        )

    def adopt(self, version: str, *, by: str = "zuzhang", on: date | None = None, later: int = 0) -> Outcome:
        """Sign the adoption, from today or so many days later on."""
        return actions.adopt_version(
            actor=self.people[by],
            version=version,
            effective_from=on or queries.today() + timedelta(days=later),
            document="领导小组会议纪要〔2026〕1号",
            seen_hash=plan_of_version(version).source_hash,
            idempotency_key=self.key(),
        )

    def adopted(self, archive: bytes | None = None, **when: Any) -> str:
        """A version brought all the way to its adoption."""
        version = self.propose(archive)
        self.consult(version)
        self.review(version)
        self.adopt(version, **when)
        return version
