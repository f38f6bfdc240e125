from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="aliases",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="institution",
            name="former_names",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="institution",
            name="other_names",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
