"""The world of this home, the hand of its simulated clock, and who was refused."""

from django.db import models


class World(models.Model):
    """Projection of the world's first fact: what this installation is."""

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    jurisdiction = models.CharField(max_length=6)
    jurisdiction_name = models.CharField(max_length=200)
    founded_at = models.DateTimeField()
    time_source = models.CharField(max_length=10)
    plan_version = models.CharField(max_length=80)


class SimulatedTime(models.Model):
    """Where the simulated clock stands. Source: worlds that are not live only."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    now = models.DateTimeField()


class AccessRefusal(models.Model):
    """A signed-in officer was refused (越权记录, clause 1.1.d). Source: it says who, where and why, never of what case.

    ``path`` is the name of the route, not the address asked for; ``ground`` is one of :data:`access.Ground`.
    """

    actor = models.CharField(max_length=80, db_index=True)
    region = models.CharField(max_length=6, blank=True)
    permission = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=10)
    at = models.DateTimeField(db_index=True)


class ProjectionShape(models.Model):
    """Which shape of the projections the rows were drawn in. Source: a program of another shape draws them anew."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    shape = models.CharField(max_length=64)
