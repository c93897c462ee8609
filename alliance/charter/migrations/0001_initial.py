from django.db import migrations, models

from alliance.audit.guards import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [("audit", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="CharterEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.SlugField(help_text="Whose charter it is.", max_length=80)),
                ("label", models.CharField(max_length=300, verbose_name="edition")),
                ("title", models.CharField(max_length=300)),
                ("in_force_since", models.DateField()),
                ("source", models.TextField(verbose_name="text (YAML)")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("adopted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "charter edition",
                "ordering": ["-in_force_since", "-adopted_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("body", "label"), name="one_charter_edition_per_label"),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="charter_digest_is_sha256"
                    ),
                ],
            },
        ),
        append_only("charter_charteredition"),
    ]
