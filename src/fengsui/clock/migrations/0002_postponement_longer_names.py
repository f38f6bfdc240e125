from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clock', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Postponement',
            fields=[
                ('clock', models.CharField(max_length=140, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='clock',
            name='definition',
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name='clock',
            name='name',
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name='clock',
            name='subject_name',
            field=models.CharField(max_length=400),
        ),
    ]
