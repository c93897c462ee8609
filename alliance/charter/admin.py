from django.contrib import admin

from alliance.charter.models import CharterEdition
from alliance.charter.operations import OPERATIONS
from alliance.web.admin_site import OperationAdmin


@admin.register(CharterEdition)
class CharterEditionAdmin(OperationAdmin):
    operations = OPERATIONS
    list_display = ["title", "label", "body", "in_force_since", "adopted_at"]
    list_filter = ["body"]
    search_fields = ["title", "label", "body", "digest", "source"]
