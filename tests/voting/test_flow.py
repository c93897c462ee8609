"""The drawing of the flow: nothing overlaps, nothing is lost, long counts are cut into panels."""

import itertools
from typing import Any

import pytest

from alliance.voting import flow
from alliance.voting.methods import count
from alliance.voting.methods.record import CountRecord
from tests.voting.methods.test_following import drawn, profile


def record(method: str = "scottish-2007", seats: int = 3, seed: int = 2) -> CountRecord:
    found: Any = count(profile(drawn(seed), seats=seats), method)
    return found


@pytest.mark.parametrize("method", ["scottish-2007", "meek-prf", "wigm-prf"])
def test_piles_of_a_round_do_not_overlap(method: str):
    (panel,) = flow.panels(record(method))
    for x in {pile.x for pile in panel.piles}:
        column = sorted((pile for pile in panel.piles if pile.x == x), key=lambda pile: pile.y)
        for above, below in itertools.pairwise(column):
            assert above.y + above.height < below.y
            assert below.label_y - above.label_y >= flow.LEAST
        assert column[-1].y + column[-1].height <= panel.height


def test_every_pile_is_drawn_as_high_as_its_votes():
    (panel,) = flow.panels(record())
    first = [pile for pile in panel.piles if pile.side == "start"]
    assert sum(pile.height for pile in first) == pytest.approx(flow.FULL, abs=1)


def test_what_leaves_a_pile_is_not_more_than_it_holds():
    (panel,) = flow.panels(record())
    states = {pile.state for pile in panel.piles}
    assert {"elected", "excluded", "hopeful"} <= states
    moved = [band for band in panel.bands if band.moved]
    assert moved
    assert all(band.path.startswith("M") and band.path.endswith("Z") for band in panel.bands)


def test_long_counts_are_cut_where_a_panel_ends(monkeypatch):
    monkeypatch.setattr(flow, "MOST_COLUMNS", 3)
    found = record()
    panels = flow.panels(found)
    assert len(panels) > 1
    assert panels[0].first == 1
    assert panels[-1].last == found["rounds"][-1]["number"]
    assert all(before.last == after.first for before, after in itertools.pairwise(panels))


def test_nothing_to_draw():
    assert flow.panels(record("plurality", seats=1)) == []
