"""One row for each mark of a message; deliveries go by the machine's time, and know since when they wait."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Now
from django.utils import timezone

from fengsui.notify.audience import audience_marks


def draw_audiences(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The rows that the projector would have drawn from the facts of the messages there are."""
    rows = []
    for message in apps.get_model("notify", "Message").objects.iterator():
        for mark in audience_marks(
            message.audience_roles, message.audience_officers, message.audience_department
        ):
            rows.append(
                {
                    "id": f"{message.pk}|{mark}",
                    "message_id": message.pk,
                    "mark": mark,
                    "stream": message.stream,
                    "created_at": message.created_at,
                }
            )
    audience = apps.get_model("notify", "MessageAudience")
    audience.objects.bulk_create([audience(**row) for row in rows], batch_size=500)


def wait_in_system_time(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What waits was queued by the world's clock, which may be years away: it is due now."""
    waiting = apps.get_model("notify", "Delivery").objects.filter(state="waiting")
    waiting.update(next_attempt_at=Now())


class Migration(migrations.Migration):

    dependencies = [
        ("notify", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageAudience",
            fields=[
                ("id", models.CharField(max_length=270, primary_key=True, serialize=False)),
                ("message_id", models.CharField(max_length=160)),
                ("mark", models.CharField(max_length=100)),
                ("stream", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["mark", "created_at"], name="messages_by_mark")],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="queued_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.RunPython(draw_audiences, migrations.RunPython.noop),
        migrations.RunPython(wait_in_system_time, migrations.RunPython.noop),
    ]
