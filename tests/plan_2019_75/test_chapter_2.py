"""Acceptance of section 二: what is in scope, and how little is asked about people."""

import pytest
from pydantic import ValidationError

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.response import facts
from fengsui.response.figures import FIGURES
from fengsui.response.models import Event
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute

SUBTYPES = {
    "exit": "退出",
    "transformation": "转型",
    "suspension": "停业",
    "out_of_contact": "失联",
    "absconding": "跑路",
}


@clause("2.1")
def test_overdue_redemption_is_an_event(evening: Evening) -> None:
    """An event of type 逾期兑付 is on record with when it happened and when it became known, under its clause."""
    event = evening.open(0, event_type="E1", occurred_at=minute(-300), known_at=minute(-20))
    row = Event.objects.get(pk=event)
    assert (row.event_type, row.occurred_at, row.known_at) == ("E1", minute(-300), minute(-20))
    assert evening.room(event).plan.event_type(row.event_type).name == "逾期兑付"
    assert evening.facts(event)[0].clause == "2.1"


@clause("2.1")
def test_scope_ends_at_the_jurisdiction(evening: Evening) -> None:
    """An institution that is neither registered nor operating here is somebody else's event."""
    stranger = facts.InstitutionInEvent(
        id="elsewhere", name="外省机构", registered_region="980100", operating_regions=("980200",)
    )
    with pytest.raises((AccessDenied, Refused), match="辖区"):
        evening.open(0, institutions=[stranger])
    assert not Event.objects.exists()


@clause("2.2")
@pytest.mark.parametrize("subtype", SUBTYPES)
def test_each_way_of_stopping_is_its_own_subtype(evening: Evening, subtype: str) -> None:
    """退出, 转型, 停业, 失联 and 跑路 are told apart on the record and on the paper."""
    event = evening.open(0, event_type="E2", subtype=subtype)
    row = Event.objects.get(pk=event)
    assert (row.event_type, row.subtype) == ("E2", subtype)
    names = {kind.id: kind.name for kind in evening.room(event).plan.event_type("E2").subtypes}
    assert names == SUBTYPES
    assert SUBTYPES[subtype] in evening.preview(event)


@clause("2.2")
@pytest.mark.parametrize("subtype", ["", "asleep"])
def test_stopping_without_a_known_subtype_is_refused(evening: Evening, subtype: str) -> None:
    """That it stopped isn't enough: which of the five decides what must be done."""
    with pytest.raises(Refused, match="退出、转型、停业、失联还是跑路"):
        evening.open(0, event_type="E2", subtype=subtype)
    assert not Event.objects.exists()


@clause("2.3")
def test_crime_is_linked_to_its_case_number(evening: Evening) -> None:
    """An economic crime is an event; whether the case is filed and its number are figures with source and date."""
    event = evening.open(0, event_type="E3", source="公安通报")
    evening.figures(event, case_filed=True, case_number="云公（经）立字〔2026〕12号")
    figures = evening.state(event).figures
    assert (figures["case_filed"].value, figures["case_filed"].source) == (True, "现场工作组")
    assert figures["case_number"].value == "云公（经）立字〔2026〕12号"
    assert "云公（经）立字〔2026〕12号" in evening.preview(event, "written_report")


@clause("2.4")
def test_surety_insurance_names_insurer_policies_and_amount(evening: Evening) -> None:
    """A surety-insurance event holds the insurer, how many policies and the insured amount, and shows them."""
    event = evening.open(3, event_type="E4")
    evening.figures(
        event, insurer_name="示例财产保险", insured_policy_count=12_431, surety_insurance_balance_fen=3_456_000_000
    )
    figures = evening.state(event).figures
    assert {name: figure.value for name, figure in figures.items()} == {
        "insurer_name": "示例财产保险",
        "insured_policy_count": 12_431,
        "surety_insurance_balance_fen": 3_456_000_000,
    }
    report = evening.preview(event, "written_report")
    assert all(words in report for words in ("示例财产保险", "12,431件", "3,456.00万元"))


@clause("2.5")
def test_group_visit_is_a_head_count(evening: Evening) -> None:
    """A group visit is recorded by place, time, number of people and what they ask; the number counts."""
    event = evening.open(0, event_type="E5", region="990100", narrative="出借人到市政府门口，要求说明兑付安排。")
    evening.figures(event, known=0, on_site_head_count=1_200)
    state = evening.state(event)
    assert state.opened["region"] == "990100"
    figure = state.figures["on_site_head_count"]
    assert (figure.value, figure.unit or "人", figure.known_at) == (1_200, "人", "2026-03-02T01:12:00.000000Z")
    assert (state.proposal["grade"], state.proposal["rule"]) == ("major", "ES-1a")


@clause("2.5")
def test_no_field_asks_who_came(evening: Evening) -> None:
    """Nothing in an event asks for a person: figures of people are counts, and clear text takes no number of one."""
    about_people = {figure.name for figure in FIGURES if figure.unit == "人"}
    assert about_people == {
        "lender_count",
        "local_lender_count",
        "borrower_count",
        "on_site_head_count",
        "casualty_count",
    }
    assert all(figure.type == "integer" for figure in FIGURES if figure.name in about_people)
    fields = (
        set(facts.EventOpened.model_fields) | set(facts.Figure.model_fields) | set(facts.FiguresRecorded.model_fields)
    )
    assert not {
        name for name in fields if any(word in name for word in ("person", "lender", "identity", "phone", "face"))
    }
    event = evening.open(0, event_type="E5")
    with pytest.raises((Refused, ValidationError), match="整数"):
        evening.figures(event, on_site_head_count="张某等三百人")
    with pytest.raises(ValidationError, match="不能写手机号或身份证号"):
        evening.figures(event, key_post_status="法定代表人 13800000000 失联")
    assert "13800000000" not in "".join(str(fact.payload) for fact in evening.facts(event))


@clause("2.6")
def test_other_events_need_a_reason(evening: Evening) -> None:
    """Any other matter with a bad impact comes in by judgement, and the judgement is written down."""
    with pytest.raises(Refused, match="理由"):
        evening.open(0, event_type="E6", inclusion_reason=" ")
    event = evening.open(0, event_type="E6", inclusion_reason="高管被曝失联，咨询量骤增")
    assert evening.facts(event)[0].payload["inclusion_reason"] == "高管被曝失联，咨询量骤增"
    assert evening.facts(event)[0].clause == "2.6"


@clause("2.6")
def test_six_types_and_no_seventh(evening: Evening) -> None:
    """The scope is what section 二 lists: an event of no type is refused."""
    with pytest.raises(Refused, match="二（一）至（六）"):
        evening.open(0, event_type="E7")
    assert [kind.id for kind in evening.room(evening.open(0)).plan.event_types] == ["E1", "E2", "E3", "E4", "E5", "E6"]
