from django.db import migrations

from alliance.audit.guards import STAMP


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guards")]
    operations = [STAMP]
