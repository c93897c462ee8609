from django.db import migrations

from alliance.audit.guards import append_only, no_state_change_without_event


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        no_state_change_without_event("voting_ballot", "voting.ballot"),
        append_only("voting_result"),
    ]
