"""Whoever approved by telephone can always sign afterwards, whatever roles the plan names for it (N8)."""

from pathlib import Path

import pytest

from fengsui.conduct import plans, world
from fengsui.plan.build import build_plan
from tests.conftest import MORNING
from tests.plan_2019_75.evening import Evening
from tests.staffing import staff


def test_a_deputy_countersigns_what_the_deputy_approved(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that names only the head for countersignatures leaves no approval of a deputy owed for ever."""
    written = plans.built_in_plan().written
    rows = [
        row.model_copy(update={"phone_countersign": row.phone_countersign.model_copy(update={"roles": ("R1",)})})
        if row.act == "approve_first_notice" and row.phone_countersign
        else row
        for row in written.signatures.signatures
    ]
    file = written.signatures.model_copy(update={"signatures": tuple(rows)})
    narrowed = build_plan(written.model_copy(update={"signatures": file}))
    monkeypatch.setattr(plans, "built_in_plan", lambda: narrowed)
    plans.keep_written(narrowed.written)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    evening = Evening(staff(MORNING))
    event = evening.submitted()
    evening.telephone(event, "approve_first_notice", "fuzuzhang")
    assert evening.countersign(event, "approve_first_notice", "fuzuzhang").fact.payload["role"] == "R2"
    plans.plan_of_version.cache_clear()
    world.forget_world()
