"""access.yaml of the national plan: every permission of the program, held by the posts the program allows."""

from fengsui.conduct.house import house
from fengsui.conduct.plans import built_in_plan, vocabulary
from tests.clauses import clause


@clause("1.1.d", "1.5.d")
def test_the_national_grants_are_the_programs_own() -> None:
    """The national plan takes nothing away: a province may. A permission that is left out would be nobody's."""
    plan = built_in_plan()
    granted = {permission: plan.roles_granted(permission) for permission in house.rules}
    assert granted == {permission: rule.roles for permission, rule in house.rules.items()}


@clause("1.5.d")
def test_each_grant_is_written_once_and_known() -> None:
    """One line for each permission, none that the program does not know, each named as pages name it."""
    access = built_in_plan().written.access
    assert access is not None
    written = [grant.id for grant in access.access]
    assert len(written) == len(set(written))
    assert set(written) <= (vocabulary().permissions or {}).keys()
    assert {grant.id: grant.name for grant in access.access} == {name: house.rules[name].title for name in written}


@clause("1.1.d", "1.5.d", "1.7.b")
def test_each_grant_serves_a_clause() -> None:
    """Reading serves secrecy, acting serves safety, the records of a breach serve its being answered for."""
    access = built_in_plan().written.access
    assert access is not None
    assert {grant.clause for grant in access.access} == {"1.1.d", "1.5.d", "1.7.b"}
    by_name = {grant.id: grant for grant in access.access}
    assert by_name["response.open_narrative"].clause == "1.5.d"
    assert "1.7.b" in by_name["conduct.view_refusals"].clauses
