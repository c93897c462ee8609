"""The counting rules by name, and what importing them costs."""

import subprocess
import sys
from importlib import import_module

import pytest

from alliance.voting.methods import METHODS, CountError, Options, count, method_named
from tests.voting.methods.elections import profile

NAMED = """
plurality approval score irv scottish-2007 wigm-prf meek-prf schulze-wv schulze-margins ranked-pairs-wv
condorcet-irv debian
"""
HEAVY = ("django", "pydantic", "numpy", "yaml", "celery")


def test_the_methods_that_were_promised_are_there():
    assert set(NAMED.split()) <= set(METHODS)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_explains_itself_and_can_be_loaded(method):
    assert method.version >= 1
    assert method.source
    assert method.explanation.count(". ") >= 1
    module, function = method.code.split(":")
    assert callable(getattr(import_module(f"alliance.voting.methods.{module}"), function))


def test_importing_loads_nothing_heavy():
    """A rule's own module brings NumPy when it first counts; naming and explaining rules stays cheap."""
    told = (
        f"import sys, alliance.voting.methods as _; print([each for each in {HEAVY} if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_method_is_told_with_the_nearest():
    with pytest.raises(CountError, match=r"There is no method “schulze”\. Use schulze-wv"):
        method_named("schulze")


@pytest.mark.parametrize("seats", [0, -1, 3])
def test_there_are_between_one_and_as_many_seats_as_candidates(seats):
    ballots = profile(["Ash", "Birch"], [(1, [["Ash"]])])
    with pytest.raises(
        CountError, match=rf"There are {seats} seats for 2 candidates\. Give between 1 and 2\."
    ):
        count(ballots, "plurality", Options(seats=seats))
