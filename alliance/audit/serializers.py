"""The record as JSON."""

from rest_framework import serializers

from alliance.audit.models import Event


class EventOut(serializers.ModelSerializer[Event]):
    """A fact on record."""

    who = serializers.CharField()
    phrase = serializers.CharField(help_text="What happened, to be read after `who`.")

    class Meta:
        model = Event
        fields = [
            "id",
            "kind",
            "subject_type",
            "subject_id",
            "subject_ref",
            "who",
            "phrase",
            "interface",
            "at",
            "data",
        ]
