"""Three invented elections, counted through the action: candidates, ballots and groups are made up."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from alliance.demo.stage import Stage
from alliance.voting.actions import count_ballots
from alliance.voting.counting import Choices

COMMITTEE = (
    "Amara Ndiaye",
    "Birgit Aalto",
    "Cosmin Vlad",
    "Dalia Haddad",
    "Emeka Obi",
    "Fumiko Arai",
    "Gaspard Roux",
    "Hedda Lindqvist",
    "Ines Quiroga",
)
CAP = """\
limit: 2
groups:
  Northwind Compute: [Amara Ndiaye, Birgit Aalto, Cosmin Vlad]
  Larkspur Robotics: [Fumiko Arai, Hedda Lindqvist]
"""
SUITES = ("Compass", "Lantern", "Beacon", "Anvil")
OPTIONS = (
    "Licence A: share alike, with attribution",
    "Licence B: attribution only",
    "Licence C: no conditions",
    "None of the above",
)


def hold_elections(stage: Stage) -> None:
    """Count a committee election by transferable vote, one with a circle of preferences, and a choice of
    options."""
    _count(
        stage,
        days=118,
        title="Steering committee, five seats",
        body="Steering Committee",
        choices=Choices(method="scottish-2007", cap=CAP, seed="northern pike 4471|0615 2231 7708"),
        rankings=_by_popularity(COMMITTEE, voters=79, seed=1),
        names=COMMITTEE,
        seats=5,
    )
    _count(
        stage,
        days=61,
        title="Name of the shared evaluation suite",
        body="Working group Trust and Safety Evaluations",
        choices=Choices(method="schulze-wv", unranked="last"),
        rankings=_in_a_circle(),
        names=SUITES,
    )
    _count(
        stage,
        days=19,
        title="Licence of data sets published by the alliance",
        body="All members",
        choices=Choices(method="debian", default_option=OPTIONS[-1], eligible=85),
        rankings=_by_popularity(OPTIONS, voters=58, seed=3),
        names=OPTIONS,
    )


def _count(
    stage: Stage,
    *,
    days: int,
    title: str,
    body: str,
    choices: Choices,
    rankings: Counter[tuple[int, ...]],
    names: Sequence[str],
    seats: int = 1,
) -> None:
    count_ballots(
        title=title,
        body_name=body,
        file_name=f"{title.lower().replace(' ', '-').replace(',', '')}.blt",
        ballots=_blt(title, rankings, names, seats),
        choices=choices,
        ballots_are_public=True,
        by=stage.by_staff,
        at=stage.now - timedelta(days=days),
    )


def _by_popularity(names: Sequence[str], *, voters: int, seed: int) -> Counter[tuple[int, ...]]:
    """Rankings in which earlier names are liked a little more; some rank everybody, some only a few."""
    chance = random.Random(seed)  # noqa: S311 -- a demonstration, the same every time
    found: Counter[tuple[int, ...]] = Counter()
    for _ in range(voters):
        ranking = sorted(range(len(names)), key=lambda at: chance.gauss(at * 0.35, 1.6))
        found[tuple(ranking[: chance.randint(1, len(names))])] += 1
    return found


def _in_a_circle() -> Counter[tuple[int, ...]]:
    """Compass before Lantern before Beacon before Compass; Anvil behind all of them."""
    return Counter(
        {(0, 1, 2, 3): 17, (1, 2, 0): 15, (2, 0, 1, 3): 14, (0, 1): 4, (2, 0): 3, (1, 2, 3): 5, (3, 0): 2}
    )


def _blt(title: str, rankings: Counter[tuple[int, ...]], names: Sequence[str], seats: int) -> bytes:
    lines = [f"{len(names)} {seats}"]
    for ranking, number in sorted(rankings.items()):
        lines.append(" ".join([str(number), *(str(at + 1) for at in ranking), "0"]))
    lines += ["0", *(f'"{name}"' for name in names), f'"{title}"']
    return ("\n".join(lines) + "\n").encode()
