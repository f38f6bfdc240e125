"""Rows of the warning room: projections, but for AssessmentMark. One institution's full detail is its folded state."""

from django.db import models


class Attention(models.Model):
    """An institution's level of attention as the rules propose it. 1 is the gravest, 0 is none."""

    id = models.CharField(max_length=160, primary_key=True)
    name = models.CharField(max_length=200)
    registered_region = models.CharField(max_length=6, db_index=True)
    proposed_level = models.PositiveSmallIntegerField(default=0)
    score_ppm = models.IntegerField(null=True)
    hard_rules = models.JSONField(default=list)
    bands = models.JSONField(default=list)
    why = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    signal_count = models.PositiveIntegerField(default=0)
    sensitive_period = models.CharField(max_length=400, blank=True)
    fact = models.CharField(max_length=140)
    assessed_at = models.DateTimeField()


class SignedLevel(models.Model):
    """The level an officer signed for an institution, under its id; none once the ticket is closed."""

    id = models.CharField(max_length=160, primary_key=True)
    level = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    officer_name = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True)


class Ticket(models.Model):
    """A warning ticket: one open per institution."""

    id = models.CharField(max_length=140, primary_key=True)
    stream = models.CharField(max_length=200)
    institution = models.CharField(max_length=160, db_index=True)
    name = models.CharField(max_length=200)
    registered_region = models.CharField(max_length=6)
    level = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10)
    why = models.JSONField(default=list)
    status = models.CharField(max_length=10, db_index=True)
    opened_at = models.DateTimeField(db_index=True)
    raised_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=10, blank=True)
    verified_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    into = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)


class WatchCase(models.Model):
    """A watch by a named pair over one institution (专人盯防), because of a ticket or an event."""

    id = models.CharField(max_length=140, primary_key=True)
    institution = models.CharField(max_length=160, db_index=True)
    name = models.CharField(max_length=200)
    registered_region = models.CharField(max_length=6)
    because = models.CharField(max_length=160, db_index=True)
    level = models.PositiveSmallIntegerField(default=0)
    grade = models.CharField(max_length=160, blank=True)
    criteria = models.CharField(max_length=200)
    watcher_a = models.CharField(max_length=160)
    watcher_a_name = models.CharField(max_length=400)
    watcher_b = models.CharField(max_length=160)
    watcher_b_name = models.CharField(max_length=400)
    review_on = models.DateField()
    opened_at = models.DateTimeField()
    last_logged_at = models.DateTimeField(null=True)
    last_analysed_at = models.DateTimeField(null=True)
    last_reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class WatchReport(models.Model):
    """A watch report and its acknowledgement by the duty chief (4.1.g)."""

    id = models.CharField(max_length=140, primary_key=True)
    watch = models.CharField(max_length=160, db_index=True)
    institution = models.CharField(max_length=160)
    summary = models.CharField(max_length=400)
    reported_by = models.CharField(max_length=80)
    reported_at = models.DateTimeField()
    acknowledged_by = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(null=True)


class Sheet(models.Model):
    """A verification sheet of 爆雷. ``status``: suspected, verified, rejected, not_met."""

    id = models.CharField(max_length=140, primary_key=True)
    institution = models.CharField(max_length=160, db_index=True)
    name = models.CharField(max_length=200)
    registered_region = models.CharField(max_length=6)
    ticket = models.CharField(max_length=160, blank=True)
    condition = models.CharField(max_length=160, blank=True)
    evidence = models.CharField(max_length=400, blank=True)
    occurred_at = models.DateTimeField(db_index=True)
    known_at = models.DateTimeField()
    status = models.CharField(max_length=12, db_index=True)
    submitted_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)


class SignalCheck(models.Model):
    """What the check of a rumour (K1) or a media report (K2) found."""

    id = models.CharField(max_length=140, primary_key=True)
    institution = models.CharField(max_length=160, db_index=True)
    signal = models.CharField(max_length=160, db_index=True)
    also = models.JSONField(default=list)
    kind = models.CharField(max_length=2)
    finding = models.CharField(max_length=10)
    response = models.CharField(max_length=10)
    correction = models.CharField(max_length=400, blank=True)
    checked_by = models.CharField(max_length=80)
    checked_at = models.DateTimeField()


class PreventiveMeasure(models.Model):
    """约谈, 警示, 责令整改, 限期整改 before any blow-up (4.1.c)."""

    id = models.CharField(max_length=140, primary_key=True)
    institution = models.CharField(max_length=160, db_index=True)
    name = models.CharField(max_length=200)
    measure = models.CharField(max_length=12)
    problems = models.JSONField(default=list)
    demand = models.CharField(max_length=400)
    legal_basis = models.CharField(max_length=200)
    required_at = models.DateTimeField()
    due_at = models.DateTimeField()
    result = models.CharField(max_length=20, default="open")
    answer = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True)


class KeyInstitution(models.Model):
    """An institution of the 重点盯防名单 (1.1.c), under its id; ``listed`` is False once it has left."""

    id = models.CharField(max_length=160, primary_key=True)
    name = models.CharField(max_length=200)
    registered_region = models.CharField(max_length=6)
    criteria = models.CharField(max_length=200)
    listed = models.BooleanField(default=True)
    review_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)


class AdoptedTable(models.Model):
    """The adoption of a table of attention levels: which plan version, by which document, by whom (4.1.0)."""

    id = models.CharField(max_length=140, primary_key=True)
    jurisdiction = models.CharField(max_length=6, db_index=True)
    plan_version = models.CharField(max_length=160)
    document = models.CharField(max_length=200)
    levels = models.JSONField(default=list)
    officer_name = models.CharField(max_length=200)
    adopted_at = models.DateTimeField()


class DeclaredPeriod(models.Model):
    """A sensitive period that the head declared (0.4): days of Beijing time, both included; ended early or not."""

    id = models.CharField(max_length=140, primary_key=True)
    jurisdiction = models.CharField(max_length=6)
    name = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    officer_name = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)


class DailyReport(models.Model):
    """A day of a sensitive period and its report; without ``filed_at`` it is still owed (0.4)."""

    id = models.CharField(max_length=140, primary_key=True)
    jurisdiction = models.CharField(max_length=6)
    day = models.DateField(db_index=True)
    period = models.CharField(max_length=400)
    due_at = models.DateTimeField()
    nothing = models.BooleanField(null=True)
    text = models.CharField(max_length=400, blank=True)
    officer_name = models.CharField(max_length=200, blank=True)
    filed_at = models.DateTimeField(null=True)


class AssessmentMark(models.Model):
    """Up to which news the rules have read an institution, and when. A source: an unchanged reading writes no fact."""

    id = models.CharField(max_length=160, primary_key=True)
    news = models.CharField(max_length=140, blank=True)
    looked_at = models.DateTimeField()
