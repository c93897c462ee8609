from django.db import migrations

from alliance.audit.guards import no_state_change_without_event


class Migration(migrations.Migration):
    dependencies = [("elections", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        no_state_change_without_event("elections_election", "elections.election"),
        no_state_change_without_event("elections_contest", "elections.contest"),
        no_state_change_without_event("elections_candidacy", "elections.candidacy"),
    ]
