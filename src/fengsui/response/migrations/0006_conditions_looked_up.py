"""What the worker last looked up beside the blow-ups."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('response', '0005_grading_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConditionsLookedUp',
            fields=[
                ('id', models.CharField(max_length=6, primary_key=True, serialize=False)),
                ('intake', models.CharField(blank=True, max_length=140)),
                ('figures', models.JSONField(default=dict)),
                ('looked_up_at', models.DateTimeField()),
            ],
        ),
    ]
