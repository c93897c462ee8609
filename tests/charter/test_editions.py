from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from alliance.audit.models import Event
from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.charter.grammar import CharterError
from alliance.charter.models import CharterEdition
from alliance.charter.queries import edition_in_force, editions, rule_in_force, rules_in_force
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden, NotNow

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SYSTEM = Actor.system()
SHIPPED = shipped()


def edition_text(label: str, since: date, *, body: str = "ai-alliance") -> str:
    return (
        SHIPPED.replace("id: ai-alliance", f"id: {body}")
        .replace('edition: "1"', f'edition: "{label}"')
        .replace("in_force_since: 2026-01-01", f"in_force_since: {since}")
    )


def adopted(
    label: str = "1", since: date = date(2026, 1, 1), at: datetime = AT, **more: Any
) -> CharterEdition:
    return adopt_edition(source=edition_text(label, since, **more), by=SYSTEM, at=at)


def test_adopting_the_shipped_edition() -> None:
    edition = adopt_edition(source=SHIPPED, by=SYSTEM, at=AT)
    assert (edition.body, edition.label, edition.in_force_since) == ("ai-alliance", "1", date(2026, 1, 1))
    assert (edition.source, edition.adopted_at) == (SHIPPED, AT)
    event = Event.objects.get(kind="charter.adopted")
    assert event.subject_id == edition.pk
    assert event.data == {"body": "ai-alliance", "edition": "1", "digest": edition.digest}
    assert event.phrase == "adopted edition 1 of the charter ai-alliance"
    assert set(rules_in_force(AT)) == set(edition.charter.motions)
    assert rule_in_force("two-thirds", AT) == (edition, edition.charter.motions["two-thirds"])


def test_line_ends_of_a_browser_do_not_change_the_digest() -> None:
    edition = adopt_edition(source=SHIPPED.replace("\n", "\r\n"), by=SYSTEM, at=AT)
    assert edition.source == SHIPPED


@pytest.mark.parametrize(
    "by",
    [
        Actor.anonymous(),
        Actor(interface=Interface.PORTAL, name="A. Member", organization_id=1, organization_name="CERN"),
    ],
)
def test_only_staff_may_adopt(by: Actor) -> None:
    with pytest.raises(Forbidden, match="Only staff"):
        adopt_edition(source=SHIPPED, by=by, at=AT)
    assert not Event.objects.exists()


def test_staff_may_adopt() -> None:
    by = Actor(interface=Interface.ADMIN, name="S. Park", is_staff=True)
    assert adopt_edition(source=SHIPPED, by=by, at=AT).pk
    assert Event.objects.get().user_name == "S. Park"


def test_a_text_that_cannot_be_read_leaves_no_trace() -> None:
    with pytest.raises(CharterError, match="“4 %” is not an exact number"):
        adopt_edition(source=SHIPPED.replace("frac: 1/3", "frac: 4 %"), by=SYSTEM, at=AT)
    assert not CharterEdition.objects.exists()
    assert not Event.objects.exists()


def test_editions_follow_each_other() -> None:
    first = adopted()
    second = adopted("2", date(2026, 3, 1), AT + timedelta(days=10))
    before, after = datetime(2026, 2, 28, 23, 59, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    assert edition_in_force(AT - timedelta(days=1)) is None
    assert edition_in_force(AT) == first
    assert edition_in_force(before) == first
    assert edition_in_force(after) == second
    assert list(editions()) == [second, first]


def test_two_editions_of_one_day() -> None:
    adopted()
    adopted("2", date(2026, 3, 1), AT)
    corrected = adopted("3", date(2026, 3, 1), AT + timedelta(days=1))
    assert edition_in_force(datetime(2026, 3, 1, tzinfo=UTC)) == corrected


def test_bodies_have_their_own_editions() -> None:
    adopted()
    other = adopted(body="another-alliance")
    assert edition_in_force(AT, "another-alliance") == other
    assert [edition.body for edition in editions()] == ["ai-alliance"]


@pytest.mark.parametrize(
    ("label", "since", "reason"),
    [
        ("1", date(2026, 5, 1), "Edition 1 of ai-alliance was adopted before."),
        ("2", date(2026, 1, 4), "cannot be in force since 2026-01-04, before the day it is adopted"),
        ("2", date(2026, 3, 31), "Edition 1 comes into force on 2026-04-01, after 2026-03-31."),
    ],
)
def test_an_edition_cannot_reach_back(label: str, since: date, reason: str) -> None:
    adopted(since=date(2026, 4, 1))
    with pytest.raises(NotNow, match=reason):
        adopted(label, since)


def test_without_a_charter_no_rule_is_in_force() -> None:
    assert rules_in_force(AT) == {}
    with pytest.raises(NotNow, match="No rule “two-thirds” is in force"):
        rule_in_force("two-thirds", AT)


def test_an_unknown_rule_is_not_in_force() -> None:
    adopted()
    with pytest.raises(NotNow, match="No rule “acclamation” is in force"):
        rule_in_force("acclamation", AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE charter_charteredition SET source = 'charter: {}'",
        "DELETE FROM charter_charteredition",
        "TRUNCATE charter_charteredition CASCADE",
    ],
)
def test_the_database_refuses_to_change_an_edition(statement: str) -> None:
    adopted()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert CharterEdition.objects.get().source == SHIPPED


def test_the_command_adopts_the_shipped_edition(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("adopt_charter")
    assert "edition 1, in force since 2026-01-01" in capsys.readouterr().out
    assert CharterEdition.objects.get().source == SHIPPED
    with pytest.raises(CommandError, match="was adopted before"):
        call_command("adopt_charter")


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "charter.yaml"
    file.write_text(edition_text("7", date(2026, 2, 2)), "utf-8")
    call_command("adopt_charter", str(file))
    assert CharterEdition.objects.get().label == "7"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("adopt_charter", str(tmp_path / "absent.yaml"))
    file.write_text("charter: [", "utf-8")
    with pytest.raises(CommandError, match="Line 1: This is not YAML"):
        call_command("adopt_charter", str(file))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_adopted() -> None:
    start = Barrier(2)

    def adopt(_: int) -> str:
        try:
            start.wait(10)
            return adopted().label
        except NotNow as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(adopt, range(2)))
    assert answers == ["1", "Edition 1 of ai-alliance was adopted before."]
    assert Event.objects.filter(kind="charter.adopted").count() == CharterEdition.objects.count() == 1
