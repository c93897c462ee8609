from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("voting", "0004_count_guard")]

    operations = [
        migrations.AlterModelOptions(name="elector", options={}),
        migrations.RenameField("elector", "organization_name", "name"),
        migrations.RenameField("elector", "organization_slug", "slug"),
    ]
