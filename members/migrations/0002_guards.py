from django.db import migrations

from alliance.audit.guards import no_state_change_without_event


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        no_state_change_without_event("members_organization", "members.organization"),
        no_state_change_without_event("members_workinggroup", "members.workinggroup"),
    ]
