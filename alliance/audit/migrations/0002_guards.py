from django.db import migrations

from alliance.audit.guards import FUNCTIONS, append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [FUNCTIONS, append_only("audit_event")]
