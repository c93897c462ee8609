"""One installation and one secret election for all proofs; see the modules of those names."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from alliance.voting.models import Elector
from tests.voting.proofs import evidence
from tests.voting.proofs.election import Election, held
from tests.voting.proofs.installation import Installation, installed


@pytest.fixture(scope="package")
def installation(django_db_setup: None, django_db_blocker) -> Iterator[Installation]:
    """Running servers with empty tables; a test uses them within `on_site`."""
    with django_db_blocker.unblock(), installed() as found:
        yield found


@pytest.fixture
def on_site(installation: Installation, django_db_blocker) -> Iterator[Installation]:
    """The installation with empty tables, for this test in the place of the test database."""
    with django_db_blocker.unblock(), installation.fresh():
        yield installation


@dataclass(frozen=True)
class Evidence:
    """What is left of the election when its key is gone."""

    election: Election
    rows: list[evidence.Row]
    references: dict[tuple[str, str], str]
    files: dict[str, bytes]
    box_files: set[str]
    names: dict[bytes, str]


@pytest.fixture(scope="package")
def left_over(installation: Installation, django_db_blocker) -> Evidence:
    """A whole secret election, and everything that an attacker finds afterwards."""
    with django_db_blocker.unblock(), installation.in_use():
        election = held(installation)
        found = Evidence(
            election,
            evidence.rows(installation),
            evidence.references(installation),
            evidence.files(installation),
            evidence.files_of_table(installation, "voting_box"),
            names_of(election),
        )
        installation.stop_programs()
    return found


def names_of(election: Election) -> dict[bytes, str]:
    """Everything that stands for one voter: name, address, slot, receipt."""
    names: dict[bytes, str] = {}
    for slug, name, slot, receipt in Elector.objects.filter(ballot=election.ballot_id).values_list(
        "slug", "name", "slot", "vote__receipt"
    ):
        names |= dict.fromkeys([each.encode() for each in (slug, name, str(slot), receipt)], slug)
        names[slot.bytes] = slug
    return names
