"""Reading the record."""

from django.db import models

from alliance.audit.kinds import visible_kinds
from alliance.audit.models import Event
from alliance.kernel.actor import Actor


def history_of(subject: models.Model, *, by: Actor) -> models.QuerySet[Event]:
    """What happened to ``subject``, oldest first, as far as this reader may see it."""
    return visible_events(by).filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


def visible_events(by: Actor) -> models.QuerySet[Event]:
    """All events this reader may see."""
    return Event.objects.filter(kind__in=visible_kinds(signed_in=by.is_signed_in, staff=by.is_staff))
