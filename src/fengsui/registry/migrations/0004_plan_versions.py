from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_plan_duties"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanCopy",
            fields=[
                ("id", models.CharField(max_length=140, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=140)),
                ("version", models.CharField(max_length=80)),
                ("recipient", models.CharField(max_length=200)),
                ("purpose", models.CharField(max_length=200)),
                ("handling", models.CharField(max_length=140)),
                ("sha256", models.CharField(max_length=140)),
                ("officer_name", models.CharField(max_length=200)),
                ("handed_out_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="PlanRevision",
            fields=[
                ("id", models.CharField(max_length=140, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("occurred_on", models.DateField()),
                ("note", models.CharField(max_length=200)),
                ("officer_name", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(db_index=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=140)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("plan_id", models.CharField(max_length=140)),
                ("number", models.CharField(max_length=140)),
                ("title", models.CharField(max_length=200)),
                ("document_number", models.CharField(blank=True, max_length=400)),
                ("base", models.CharField(blank=True, max_length=140)),
                ("compared_with", models.CharField(max_length=140)),
                ("changed", models.JSONField(default=list)),
                ("case_count", models.PositiveIntegerField()),
                ("note", models.CharField(max_length=400)),
                ("status", models.CharField(max_length=20)),
                ("proposed_by", models.CharField(max_length=140)),
                ("proposed_by_name", models.CharField(max_length=200)),
                ("proposed_at", models.DateTimeField()),
                ("asked", models.CharField(blank=True, max_length=200)),
                ("consulted_on", models.DateField(null=True)),
                ("consultation", models.CharField(blank=True, max_length=400)),
                ("opinion", models.CharField(blank=True, max_length=20)),
                ("conflict_check", models.CharField(blank=True, max_length=400)),
                ("review_note", models.CharField(blank=True, max_length=400)),
                ("reviewed_by_name", models.CharField(blank=True, max_length=200)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("effective_from", models.DateField(null=True)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("signed_by_name", models.CharField(blank=True, max_length=200)),
                ("adopted_at", models.DateTimeField(null=True)),
                ("adopted_order", models.PositiveIntegerField(db_index=True, null=True)),
                ("filed_to", models.CharField(blank=True, max_length=200)),
                ("filed_on", models.DateField(null=True)),
                ("filing_number", models.CharField(blank=True, max_length=400)),
                ("filing_receipt", models.CharField(blank=True, max_length=400)),
                ("fact", models.CharField(max_length=140)),
            ],
        ),
    ]
