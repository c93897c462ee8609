from django.db import migrations

from alliance.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("voting", "0003_count"), ("audit", "0002_guards")]
    operations = [append_only("voting_count")]
