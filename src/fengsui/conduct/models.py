"""The world of this home, and the hand of its simulated clock."""

from django.db import models


class World(models.Model):
    """Projection of the world's first fact: what this installation is."""

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    jurisdiction = models.CharField(max_length=6)
    jurisdiction_name = models.CharField(max_length=60)
    founded_at = models.DateTimeField()
    time_source = models.CharField(max_length=10)
    plan_version = models.CharField(max_length=80)


class SimulatedTime(models.Model):
    """Where the simulated clock stands. Source: worlds that are not live only."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    now = models.DateTimeField()
