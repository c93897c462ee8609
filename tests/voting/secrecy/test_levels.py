"""The promise card: complete and honest for every setting."""

from fractions import Fraction
from itertools import product

import pytest

from alliance.voting.secrecy.custodians import Keepers
from alliance.voting.secrecy.disclosure import Publication
from alliance.voting.secrecy.levels import (
    DETECTION,
    OFFERED,
    QUESTIONS,
    Level,
    promise_card,
    undetected,
)

PUBLIC, MEMBERS, SCRUTINEERS, AGGREGATES = Publication
SETTINGS = list(product(Level, Publication, (False, True), (False, True)))


def card(level: Level, publication: Publication = PUBLIC, **settings: bool) -> dict[str, str]:
    keepers = Keepers(3, 2) if level is Level.SEALED else Keepers(2)
    rows = promise_card(level, publication, keepers=keepers, **settings)
    return {row.key: row.answer for row in rows}


@pytest.mark.parametrize(("level", "publication", "apart", "change"), SETTINGS)
def test_every_setting_answers_every_question_in_whole_sentences(
    level: Level, publication: Publication, *, apart: bool, change: bool
) -> None:
    rows = promise_card(level, publication, keepers=Keepers(3, 2), trackers_apart=apart, may_change=change)
    assert [row.question for row in rows] == list(QUESTIONS.values())
    for row in rows:
        assert not row.answer[0].islower()
        assert row.answer.endswith(".")
        assert "  " not in row.answer
        assert ".." not in row.answer


@pytest.mark.parametrize(("level", "publication", "apart", "change"), SETTINGS)
def test_no_setting_claims_to_be_verifiable_end_to_end(
    level: Level, publication: Publication, *, apart: bool, change: bool
) -> None:
    words = " ".join(card(level, publication, trackers_apart=apart, may_change=change).values())
    assert "end-to-end" not in words.replace("no end-to-end verifiability", "")


def test_sealed_is_not_offered() -> None:
    assert OFFERED == (Level.RECORDED, Level.SECRET)


def test_sealed_needs_to_know_its_officers() -> None:
    with pytest.raises(ValueError, match="officers"):
        promise_card(Level.SEALED, PUBLIC)


@pytest.mark.parametrize(
    ("keepers", "words"),
    [
        (None, "each recovery recipient with a copy"),
        (Keepers(1), "the recovery recipient with a copy"),
        (Keepers(2), "each of the 2 recovery recipients with a copy"),
    ],
)
def test_who_could_open_a_secret_ballot_is_named(keepers: Keepers | None, words: str) -> None:
    rows = {row.key: row.answer for row in promise_card(Level.SECRET, PUBLIC, keepers=keepers)}
    assert words in rows["before_close"]
    assert words in rows["while_open"]


def test_sealed_names_its_officers() -> None:
    assert "unless 2 of the 3 officers together" in card(Level.SEALED)["before_close"]
    assert card(Level.SEALED)["while_open"].startswith("2 of the 3 officers together")


def test_a_vote_on_record_hides_nothing_from_whoever_runs_the_server() -> None:
    recorded = card(Level.RECORDED)
    assert "can read every vote" in recorded["before_close"]
    assert "stored beside the name" in recorded["encrypted"]


@pytest.mark.parametrize(
    ("publication", "who"),
    [
        (PUBLIC, "Everybody can download"),
        (MEMBERS, "Members can download"),
        (SCRUTINEERS, "The scrutineers can download"),
        (AGGREGATES, "Nobody outside the server can"),
    ],
)
def test_who_counts_again_follows_publication(publication: Publication, who: str) -> None:
    assert card(Level.SECRET, publication)["count"].startswith(who)


@pytest.mark.parametrize(
    ("publication", "apart", "start"),
    [
        (PUBLIC, False, "Yes: after the count, by showing your tracker."),
        (MEMBERS, False, "Yes: after the count, by showing your tracker."),
        (PUBLIC, True, "Not by your tracker"),
        (SCRUTINEERS, False, "To the scrutineers"),
        (AGGREGATES, False, "Not by anything that is published."),
    ],
)
def test_what_can_be_proved_follows_publication(publication: Publication, start: str, *, apart: bool) -> None:
    assert card(Level.SECRET, publication, trackers_apart=apart)["proof"].startswith(start)


@pytest.mark.parametrize("publication", [PUBLIC, MEMBERS, SCRUTINEERS])
def test_an_earlier_tracker_tells_that_a_vote_was_changed(publication: Publication) -> None:
    assert "tracker of an earlier vote" in card(Level.SECRET, publication)["proof"]


def test_totals_alone_do_not_tell_that_a_vote_was_changed() -> None:
    assert "earlier vote" not in card(Level.SECRET, AGGREGATES)["proof"]


def test_a_vote_that_cannot_be_changed_is_no_help_against_pressure() -> None:
    fixed = card(Level.SECRET, may_change=False)
    assert fixed["change"] == "No: the first vote counts."
    assert "no help" in fixed["proof"]


@pytest.mark.parametrize("publication", [PUBLIC, MEMBERS, SCRUTINEERS])
def test_that_a_cheating_server_is_found_by_those_who_look(publication: Publication) -> None:
    assert DETECTION in card(Level.SECRET, publication)["own_vote"]
    assert "one tracker to two voters" in card(Level.SECRET, publication)["own_vote"]
    assert "one tracker to two voters" not in card(Level.SEALED, publication)["own_vote"]


@pytest.mark.parametrize("settings", [(AGGREGATES, False), (PUBLIC, True)])
def test_where_nobody_can_look_detection_is_not_promised(settings: tuple[Publication, bool]) -> None:
    publication, apart = settings
    answer = card(Level.SECRET, publication, trackers_apart=apart)["own_vote"]
    assert DETECTION not in answer
    assert "cannot check" in answer


def test_the_figures_of_the_sentence() -> None:
    fifth = Fraction(1, 5)
    assert round(undetected(fifth, 10) * 100) == 11
    assert round(undetected(fifth, 20) * 1000) == 12
    assert "11 %" in DETECTION
    assert "1.2 %" in DETECTION


@pytest.mark.parametrize(
    ("checking", "altered", "expected"),
    [(Fraction(0), 9, 1), (Fraction(1), 1, 0), (Fraction(1), 0, 1), (Fraction(1, 2), 3, Fraction(1, 8))],
)
def test_nobody_notices(checking: Fraction, altered: int, expected: Fraction) -> None:
    assert undetected(checking, altered) == expected


@pytest.mark.parametrize(
    ("checking", "altered"), [(Fraction(-1, 5), 1), (Fraction(6, 5), 1), (Fraction(1), -1)]
)
def test_impossible_shares_are_refused(checking: Fraction, altered: int) -> None:
    with pytest.raises(ValueError, match="share"):
        undetected(checking, altered)
