"""Pages of the registry room: institutions, officers, the leading group, the roster, the contact book, places."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.registry import contacts, institution_forms, institutions, officers, organisation, places
from fengsui.web.pages.registry.showing import SECTION
from fengsui.web.pages.registry.table_imports import IMPORTS
from fengsui.web.routes import GET, POST, Route, View, Words

_BOTH = (*GET, *POST)


def _route(path: str, name: str, view: View, permission: str, title: Words, *, methods: tuple[str, ...] = GET) -> Route:
    return Route(path, name, view, f"registry.{permission}", methods, title, SECTION)


_INSTITUTION = "institutions/<str:institution>"
_OFFICER = "officer/<str:key>"
_ROSTER = gettext_lazy("值班表")
_GROUP = gettext_lazy("领导小组")

# The lists first: the header leads to the first one that the officer may open. Then fixed words of an address before
# those that vary: “institutions/new” is no institution.
ROUTES: tuple[Route, ...] = (
    _route("institutions", "institutions", institutions.list_institutions, "view_institutions", gettext_lazy("机构")),
    _route("officers", "officers", officers.list_officers, "view_officers", gettext_lazy("人员")),
    _route("departments", "departments", officers.list_departments, "view_officers", gettext_lazy("成员单位")),
    _route("group", "group", organisation.show_group, "view_officers", _GROUP),
    _route("roster", "roster", organisation.show_roster, "view_officers", _ROSTER),
    _route("contacts", "contacts", contacts.list_contacts, "view_contacts", gettext_lazy("通讯录")),
    _route("regions", "regions", places.show_regions, "view_institutions", gettext_lazy("地区")),
    _route(
        "institutions/export",
        "institutions.export",
        institutions.export_institutions,
        "view_institutions",
        gettext_lazy("导出机构名册"),
    ),
    _route(
        "institutions/new",
        "institution.new",
        institution_forms.new_page,
        "change_institution",
        gettext_lazy("登记机构"),
        methods=_BOTH,
    ),
    *(route for pages in IMPORTS.values() for route in pages.routes()),
    _route(_INSTITUTION, "institution", institutions.show_institution, "view_institutions", gettext_lazy("机构")),
    _route(
        f"{_INSTITUTION}/change",
        "institution.change",
        institution_forms.change_page,
        "change_institution",
        gettext_lazy("更改机构登记"),
        methods=_BOTH,
    ),
    _route(
        f"{_INSTITUTION}/watchers",
        "institution.watchers",
        institution_forms.watchers_page,
        "name_watchers",
        gettext_lazy("指定盯防人"),
        methods=_BOTH,
    ),
    _route(
        "officers/export",
        "officers.export",
        contacts.export_page("officers"),
        "export_contacts",
        gettext_lazy("导出人员名册"),
        methods=_BOTH,
    ),
    _route("officers/new", "officer.new", officers.new_page, "manage_officers", gettext_lazy("任命"), methods=_BOTH),
    _route(_OFFICER, "officer", officers.show_officer, "view_officers", gettext_lazy("人员")),
    _route(
        f"{_OFFICER}/change",
        "officer.change",
        officers.change_page,
        "manage_officers",
        gettext_lazy("更改任命"),
        methods=_BOTH,
    ),
    _route(f"{_OFFICER}/end", "officer.end", officers.end_page, "manage_officers", gettext_lazy("离任"), methods=_BOTH),
    _route(
        f"{_OFFICER}/password",
        "officer.password",
        officers.give_password,
        "manage_officers",
        gettext_lazy("临时密码"),
        methods=POST,
    ),
    _route(
        f"{_OFFICER}/phone",
        "officer.phone",
        officers.open_number,
        "export_contacts",
        gettext_lazy("查看电话"),
        methods=POST,
    ),
    _route(
        "departments/export",
        "departments.export",
        officers.export_departments,
        "view_officers",
        gettext_lazy("导出成员单位"),
    ),
    _route("group/<str:region>", "group.region", organisation.show_group, "view_officers", _GROUP),
    _route(
        "group/<str:region>/establish",
        "group.establish",
        organisation.establish_page,
        "manage_group",
        gettext_lazy("登记领导小组"),
        methods=_BOTH,
    ),
    _route(
        "group/<str:region>/appoint",
        "group.appoint",
        organisation.appoint_page,
        "manage_group",
        gettext_lazy("任命领导小组成员"),
        methods=_BOTH,
    ),
    _route("roster/<str:region>", "roster.region", organisation.show_roster, "view_officers", _ROSTER),
    _route(
        "roster/<str:region>/assign",
        "roster.assign",
        organisation.duty_page,
        "assign_duty",
        gettext_lazy("排班"),
        methods=_BOTH,
    ),
    _route(
        "contacts/new", "contact.new", contacts.new_page, "manage_contacts", gettext_lazy("登记通讯录"), methods=_BOTH
    ),
    _route(
        "contacts/export",
        "contacts.export",
        contacts.export_page("contacts"),
        "export_contacts",
        gettext_lazy("导出通讯录"),
        methods=_BOTH,
    ),
    _route("regions/<str:region>", "regions.region", places.show_regions, "view_institutions", gettext_lazy("地区")),
)
