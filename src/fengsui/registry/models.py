"""Tables of the register (projections), and the marks beside sign-in credentials (a source)."""

from django.db import models


class TableImport(models.Model):
    """One imported file."""

    id = models.CharField(max_length=140, primary_key=True)
    template = models.CharField(max_length=20, db_index=True)
    file_sha256 = models.CharField(max_length=64, db_index=True)
    batch = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    warning_count = models.PositiveIntegerField()
    imported_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField()


class Department(models.Model):
    """A member unit; ``plan_id`` is the department of the plan that it is."""

    id = models.CharField(max_length=100, primary_key=True)
    code = models.CharField(max_length=80)
    plan_id = models.CharField(max_length=80, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    alias = models.CharField(max_length=400, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=6)


class Officer(models.Model):
    """An officer. ``phone`` and ``email`` are ids of sealed values; ``department`` is a department's code."""

    id = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=400, blank=True)
    department = models.CharField(max_length=80, blank=True, db_index=True)
    roles = models.JSONField(default=list)
    region = models.CharField(max_length=6)
    login = models.CharField(max_length=80, blank=True, db_index=True)
    deputy = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)
    ended_reason = models.CharField(max_length=400, blank=True)


class LeadingGroup(models.Model):
    """The leading group of a region; who belongs to it stands in :class:`GroupMember`."""

    id = models.CharField(max_length=20, primary_key=True)
    region = models.CharField(max_length=6)
    name = models.CharField(max_length=200)
    established_by = models.CharField(max_length=400, blank=True)
    established_on = models.DateField()
    predecessor_document = models.CharField(max_length=400, blank=True)
    government_head_name = models.CharField(max_length=200)
    paper_mark = models.CharField(max_length=400, blank=True)
    """发文机关标志."""
    number_mark = models.CharField(max_length=400, blank=True)
    """机关代字."""


class GroupMember(models.Model):
    """One officer in one position of a leading group, from the day and to the day (both included) of the record."""

    id = models.CharField(max_length=140, primary_key=True)
    group = models.CharField(max_length=20, db_index=True)
    officer = models.CharField(max_length=80, db_index=True)
    officer_name = models.CharField(max_length=200)
    position = models.CharField(max_length=20)
    document = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    deputy = models.CharField(max_length=80, blank=True)
    deputy_name = models.CharField(max_length=400, blank=True)
    appointed_at = models.DateTimeField()


class DutyAssignment(models.Model):
    """One duty shift, A and B."""

    id = models.CharField(max_length=140, primary_key=True)
    region = models.CharField(max_length=6)
    post = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    officer_a = models.CharField(max_length=80)
    officer_a_name = models.CharField(max_length=200)
    officer_b = models.CharField(max_length=80)
    officer_b_name = models.CharField(max_length=200)
    extension = models.CharField(max_length=400, blank=True)
    replaced_by = models.CharField(max_length=140, blank=True)


class Contact(models.Model):
    """An entry of the contact book. Columns ending in ``_sealed`` are ids of sealed values."""

    id = models.CharField(max_length=80, primary_key=True)
    organisation = models.CharField(max_length=200)
    addressee = models.CharField(max_length=80, blank=True, db_index=True)
    department = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=6)
    purpose = models.CharField(max_length=400, blank=True)
    channel = models.CharField(max_length=400, blank=True)
    name = models.CharField(max_length=400, blank=True)
    post = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=400, blank=True)
    second_phone = models.CharField(max_length=400, blank=True)
    fax = models.CharField(max_length=400, blank=True)
    email = models.CharField(max_length=400, blank=True)
    phone_sealed = models.CharField(max_length=40, blank=True)
    second_phone_sealed = models.CharField(max_length=40, blank=True)
    email_sealed = models.CharField(max_length=40, blank=True)


class Institution(models.Model):
    """An institution.

    ``places`` is the registered and the operating regions, each after a space, for searching; ``other_names`` the
    aliases and former names, one a line, likewise.
    """

    id = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200, db_index=True)
    credit_code = models.CharField(max_length=80, blank=True, db_index=True)
    credit_code_problem = models.CharField(max_length=400, blank=True)
    platform_name = models.CharField(max_length=400, blank=True)
    website = models.CharField(max_length=400, blank=True)
    application_name = models.CharField(max_length=400, blank=True)
    registered_region = models.CharField(max_length=6, db_index=True)
    operating_regions = models.JSONField(default=list)
    places = models.CharField(max_length=4000)
    class_code = models.CharField(max_length=80, blank=True)
    outstanding_balance_fen = models.BigIntegerField(null=True, db_index=True)
    balance_as_of = models.DateField(null=True)
    lender_count = models.BigIntegerField(null=True)
    custody_bank = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=80, blank=True)
    registered_on = models.DateField(null=True)
    aliases = models.JSONField(default=list)
    former_names = models.JSONField(default=list)
    other_names = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    batch = models.CharField(max_length=64, blank=True)
    row_number = models.PositiveIntegerField(null=True)


class Watch(models.Model):
    """Who watches an institution, under its id. Kept apart, so that an import never unnames a watcher."""

    id = models.CharField(max_length=40, primary_key=True)
    watcher_a = models.CharField(max_length=80, db_index=True)
    watcher_a_name = models.CharField(max_length=200)
    watcher_b = models.CharField(max_length=80, db_index=True)
    watcher_b_name = models.CharField(max_length=200)
    named_at = models.DateTimeField()


class Credential(models.Model):
    """Beside an officer's password: whether it is a temporary one, who set it and when. A source, never rebuilt."""

    officer = models.CharField(max_length=80, primary_key=True)
    temporary = models.BooleanField(default=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()


class DutyOwner(models.Model):
    """Who answers for a clause of the plan here, under ``region/clause``, and who stands in (0.7, 1.1.b)."""

    id = models.CharField(max_length=40, primary_key=True)
    region = models.CharField(max_length=6)
    clause = models.CharField(max_length=20)
    officer = models.CharField(max_length=80, db_index=True)
    officer_name = models.CharField(max_length=200)
    deputy = models.CharField(max_length=80)
    deputy_name = models.CharField(max_length=200)
    named_at = models.DateTimeField()
    fact = models.CharField(max_length=140)


class DutyImplementation(models.Model):
    """That what a clause asks is in place here, under ``region/clause``."""

    id = models.CharField(max_length=40, primary_key=True)
    region = models.CharField(max_length=6)
    clause = models.CharField(max_length=20)
    note = models.CharField(max_length=400)
    marked_by = models.CharField(max_length=80)
    marked_at = models.DateTimeField()
    fact = models.CharField(max_length=140)


class PracticeRecord(models.Model):
    """One record of a practice, a clause that people carry. ``entries``: its boxes with what was filled in."""

    id = models.CharField(max_length=140, primary_key=True)
    region = models.CharField(max_length=6)
    practice = models.CharField(max_length=80, db_index=True)
    practice_name = models.CharField(max_length=400)
    clauses = models.JSONField(default=list)
    done_on = models.DateField()
    entries = models.JSONField(default=list)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()


class PlanVersion(models.Model):
    """A version of the plan under its name ``plan@hash``, from its proposal to its filing. ``fact``: the newest one."""

    id = models.CharField(max_length=80, primary_key=True)
    plan_id = models.CharField(max_length=140)
    number = models.CharField(max_length=140)
    title = models.CharField(max_length=200)
    document_number = models.CharField(max_length=400, blank=True)
    base = models.CharField(max_length=140, blank=True)
    compared_with = models.CharField(max_length=140)
    changed = models.JSONField(default=list)
    case_count = models.PositiveIntegerField()
    note = models.CharField(max_length=400)
    status = models.CharField(max_length=20)
    proposed_by = models.CharField(max_length=140)
    proposed_by_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    asked = models.CharField(max_length=200, blank=True)
    consulted_on = models.DateField(null=True)
    consultation = models.CharField(max_length=400, blank=True)
    opinion = models.CharField(max_length=20, blank=True)
    conflict_check = models.CharField(max_length=400, blank=True)
    review_note = models.CharField(max_length=400, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    effective_from = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True)
    signed_by_name = models.CharField(max_length=200, blank=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_order = models.PositiveIntegerField(null=True, db_index=True)
    """The number of the adopting fact: adoptions in their order."""
    filed_to = models.CharField(max_length=200, blank=True)
    filed_on = models.DateField(null=True)
    filing_number = models.CharField(max_length=400, blank=True)
    filing_receipt = models.CharField(max_length=400, blank=True)
    fact = models.CharField(max_length=140)


class PlanRevision(models.Model):
    """An occasion to revise the plan; ``closed_at`` None while it stands. ``closed_by``: the fact that settled it."""

    id = models.CharField(max_length=140, primary_key=True)
    kind = models.CharField(max_length=20)
    occurred_on = models.DateField()
    note = models.CharField(max_length=200)
    officer_name = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, db_index=True)
    closed_by = models.CharField(max_length=140, blank=True)
    reason = models.CharField(max_length=200, blank=True)


class PlanCopy(models.Model):
    """A controlled copy of the plan, in the order of handing out (0.1)."""

    id = models.CharField(max_length=140, primary_key=True)
    number = models.CharField(max_length=140)
    version = models.CharField(max_length=80)
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    handling = models.CharField(max_length=140)
    sha256 = models.CharField(max_length=140)
    officer_name = models.CharField(max_length=200)
    handed_out_at = models.DateTimeField(db_index=True)
