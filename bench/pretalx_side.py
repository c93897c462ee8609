"""pretalx (from PyPI) as the other side: an event with as many submissions, seen by its organiser."""

import os
from datetime import date
from typing import Any

COUNT = int(os.environ.get("BENCH_PROPOSALS", "2000"))


def client() -> Any:  # noqa: ANN401 -- django.test.Client
    """A client signed in as organiser of an event with COUNT submissions, made on the first run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
    import django

    django.setup()
    from django.conf import settings

    # Its assets are built with Node; links to them need no file here, and ours are served without hashes too.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    from django.core.management import call_command
    from django.test import Client
    from django_scopes import scopes_disabled

    call_command("migrate", verbosity=0, interactive=False)
    with scopes_disabled():
        user = _event()
    found = Client(headers={"host": "localhost"})
    found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def _event() -> Any:  # noqa: ANN401 -- pretalx.person.models.User
    from pretalx.event.models import Event, Organiser, Team
    from pretalx.person.models import User
    from pretalx.submission.models import Submission

    user = User.objects.filter(email="orga@example.org").first()
    if user is not None:
        return user
    user = User.objects.create_user(email="orga@example.org", password="organiser of the bench", name="Orga")
    organiser = Organiser.objects.create(name="Bench", slug="bench")
    event = Event.objects.create(
        name="Bench",
        slug="bench",
        organiser=organiser,
        email="orga@example.org",
        is_public=True,
        date_from=date(2026, 6, 1),
        date_to=date(2026, 6, 3),
        timezone="UTC",
        locale="en",
        locale_array="en",
        content_locale_array="en",
    )
    event.build_initial_data()
    team = Team.objects.create(
        name="Orga",
        organiser=organiser,
        all_events=True,
        can_change_submissions=True,
        can_change_event_settings=True,
    )
    team.members.add(user)
    kind = event.cfp.default_type
    for number in range(COUNT):
        speaker = User.objects.create_user(
            email=f"s{number}@example.org", password=None, name=f"Speaker {number}"
        )
        submission = Submission.objects.create(
            event=event,
            title=f"Proposal {number} on trusted data",
            submission_type=kind,
            state="submitted",
            abstract="A register that says where each dataset comes from.",
            content_locale="en",
        )
        submission.speakers.add(speaker)
    return user
