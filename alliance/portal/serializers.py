"""The reader, and what waits for the reader, as JSON."""

from typing import Any

from rest_framework import serializers


class HatOut(serializers.Serializer[Any]):
    """An organization you may act for."""

    slug = serializers.CharField(source="organization_slug", help_text="Send it as X-Acting-For.")
    name = serializers.CharField(source="organization_name")
    role = serializers.CharField()


class DutyOut(serializers.Serializer[Any]):
    """Something you have to do."""

    verb = serializers.CharField()
    ref = serializers.CharField()
    title = serializers.CharField()
    due = serializers.DateTimeField(allow_null=True)
    since = serializers.DateTimeField()
    note = serializers.CharField()
    url = serializers.CharField(source="href")


class WaitingOut(serializers.Serializer[Any]):
    """Something of yours that waits for others."""

    ref = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    note = serializers.CharField()
    due = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(source="href")


class MeOut(serializers.Serializer[Any]):
    """Who you are, for whom you act in this request, and what waits for you."""

    handle = serializers.CharField()
    name = serializers.CharField()
    email = serializers.EmailField()
    time_zone = serializers.CharField()
    is_staff = serializers.BooleanField()
    token_scope = serializers.CharField(allow_null=True, help_text="Null when signed in by session.")
    acting_for = serializers.CharField(allow_null=True, help_text="Name of the organization.")
    may_act_for = HatOut(many=True)
    work = DutyOut(many=True)
    waiting_on_others = WaitingOut(many=True)
    unread_notices = serializers.IntegerField()
