from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0002_other_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyOwner",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("region", models.CharField(max_length=6)),
                ("clause", models.CharField(max_length=20)),
                ("officer", models.CharField(db_index=True, max_length=80)),
                ("officer_name", models.CharField(max_length=200)),
                ("deputy", models.CharField(max_length=80)),
                ("deputy_name", models.CharField(max_length=200)),
                ("named_at", models.DateTimeField()),
                ("fact", models.CharField(max_length=140)),
            ],
        ),
        migrations.CreateModel(
            name="DutyImplementation",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("region", models.CharField(max_length=6)),
                ("clause", models.CharField(max_length=20)),
                ("note", models.CharField(max_length=400)),
                ("marked_by", models.CharField(max_length=80)),
                ("marked_at", models.DateTimeField()),
                ("fact", models.CharField(max_length=140)),
            ],
        ),
        migrations.CreateModel(
            name="PracticeRecord",
            fields=[
                ("id", models.CharField(max_length=140, primary_key=True, serialize=False)),
                ("region", models.CharField(max_length=6)),
                ("practice", models.CharField(db_index=True, max_length=80)),
                ("practice_name", models.CharField(max_length=400)),
                ("clauses", models.JSONField(default=list)),
                ("done_on", models.DateField()),
                ("entries", models.JSONField(default=list)),
                ("recorded_by", models.CharField(max_length=80)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
    ]
