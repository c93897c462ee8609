"""Notices as the API shows them."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.notifications.models import Notice


class NoticeOut(serializers.ModelSerializer[Notice]):
    """One notice of the reader's own inbox."""

    url = serializers.SerializerMethodField()
    occurred_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Notice
        fields = [
            "id",
            "kind",
            "urgency",
            "about",
            "subject",
            "body",
            "action",
            "url",
            "reason",
            "occurred_at",
            "read_at",
            "done_at",
        ]

    @extend_schema_field(serializers.URLField())
    def get_url(self, notice: Notice) -> str:
        return settings.SITE_URL + notice.path


class InboxQueryIn(serializers.Serializer[Any]):
    """Narrows the list."""

    unread = serializers.BooleanField(required=False, help_text="Only notices neither read nor done.")
