"""Which shape of the projections the rows were drawn in."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conduct', '0003_longer_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProjectionShape',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('shape', models.CharField(max_length=64)),
            ],
        ),
    ]
