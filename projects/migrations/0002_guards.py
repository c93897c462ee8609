from django.db import migrations

from alliance.audit.guards import append_only, no_state_change_without_event


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        no_state_change_without_event("projects_proposal", "projects.proposal"),
        no_state_change_without_event("projects_review", "projects.review"),
        no_state_change_without_event("projects_project", "projects.project", "stage"),
        append_only("projects_decision"),
    ]
