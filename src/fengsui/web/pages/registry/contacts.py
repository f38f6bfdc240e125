"""The contact book, and what holds phones and e-mail addresses: exports for a stated purpose, which are logged."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry import actions, queries
from fengsui.registry.exporting import export_table
from fengsui.registry.table_templates import TEMPLATES
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.registry.officers import unit_names
from fengsui.web.pages.registry.showing import (
    download,
    other_page,
    page_of,
    place_choices,
    place_name,
    search_of,
    show,
    table_format_of,
)
from fengsui.web.routes import View
from fengsui.web.submitting import act_arguments, form_page

CHANNELS = ("电话", "专线", "公文", "邮件")
_CELLS = ("department_id", "purpose", "name", "post", "phone", "second_phone", "fax", "email")


def list_contacts(request: OfficerRequest) -> HttpResponse:
    """The contact book. Sealed numbers are only said to be there."""
    search = search_of(request)
    page = page_of(request, queries.contacts(request.actor, search))
    addressees = {addressee.id: addressee.name for addressee in plan_in_force().addressees}
    return show(
        request,
        "contacts",
        tab="contacts",
        rows=[(row, place_name(row.region), addressees.get(row.addressee, "")) for row in page.object_list],
        page=page,
        earlier=other_page(request, page.previous_page_number()) if page.has_previous() else "",
        later=other_page(request, page.next_page_number()) if page.has_next() else "",
        search=search,
        may_manage=may(request.actor, "registry.manage_contacts"),
        may_export=may(request.actor, "registry.export_contacts"),
    )


def new_form(request: OfficerRequest) -> HttpResponse:
    """Write an entry of the contact book by hand."""
    region = request.actor.region
    return show(
        request,
        "contact_form",
        addressees=[(addressee.id, addressee.name) for addressee in plan_in_force().addressees],
        units=list(unit_names().items()),
        places=place_choices(region),
        channels=[(channel, channel) for channel in CHANNELS],
        values=form_values(request, {"region": region, "channel": CHANNELS[0]}),
    )


def _record(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    organisation = reading.text("organisation", gettext("单位"))
    channel = reading.choice("channel", gettext("渠道"), CHANNELS, required=False)
    region = reading.text("region", gettext("地区"))
    addressee = reading.text("addressee", gettext("收文单位"), required=False)
    cells = {name: reading.text(name, _label(name), required=False) for name in _CELLS}
    if not any(cells[name] for name in ("phone", "second_phone", "fax", "email")):
        reading.faults["phone"] = gettext("电话、传真、邮箱至少填一项。")
    reading.finish()
    actions.record_contact(
        actor=request.actor,
        organisation=organisation,
        addressee=addressee,
        channel=channel,
        region=region,
        idempotency_key=act_arguments(request)["idempotency_key"],
        **cells,
    )
    return reverse("contacts")


def _label(name: str) -> str:
    return next(column.label_zh for column in TEMPLATES["contacts"].columns if column.name == name)


def export_page(template_id: str) -> View:
    """The page that exports a table with phones: what for, then the file. The purpose is logged with every number."""
    page, title = f"{template_id}.export", TEMPLATES[template_id].title_zh

    def shown(request: OfficerRequest) -> HttpResponse:
        return show(
            request,
            "export",
            title=title,
            longest=LONGEST_PURPOSE,
            back=reverse(template_id) if may(request.actor, _VIEWED_WITH[template_id]) else "",
            values=form_values(request, {}),
        )

    def done(request: OfficerRequest) -> HttpResponse:
        reading = Reading(request.POST)
        purpose = reading.text("purpose", gettext("用途"), longest=LONGEST_PURPOSE)
        reading.finish()
        table_format = table_format_of(request)
        content = export_table(request.actor, template_id, purpose=purpose, table_format=table_format)
        return download(content, f"{title}.{table_format}")

    shown.__doc__ = f"Export {template_id} with phones and e-mail addresses for a stated purpose."
    return form_page(page, shown, done)


_VIEWED_WITH = {"officers": "registry.view_officers", "contacts": "registry.view_contacts"}
new_page = form_page("contact.new", new_form, _record)
