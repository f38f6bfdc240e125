"""Every act of this room, for pages and other rooms."""

from fengsui.registry.group_actions import appoint_member, assign_duty, establish_group
from fengsui.registry.importing import TableRefused, import_table, preview_table
from fengsui.registry.institution_actions import (
    change_institution,
    name_watchers,
    read_institution_form,
    register_institution,
)
from fengsui.registry.officer_actions import appoint_officer, end_officer, record_contact

__all__ = [
    "TableRefused",
    "appoint_member",
    "appoint_officer",
    "assign_duty",
    "change_institution",
    "end_officer",
    "establish_group",
    "import_table",
    "name_watchers",
    "preview_table",
    "read_institution_form",
    "record_contact",
    "register_institution",
]
