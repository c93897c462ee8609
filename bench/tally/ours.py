"""Alliance's side: its reader and its counting rules."""

from collections.abc import Callable
from pathlib import Path

METHODS = {"stv": "scottish-2007", "meek": "meek-prf", "irv": "irv", "schulze": "schulze-wv"}


def prepare(_program: str, method: str) -> Callable[[object, int], list[str]]:
    from alliance.voting.methods import METHODS as RULES
    from alliance.voting.methods import Options, count

    name = METHODS[method]
    __import__(f"alliance.voting.methods.{RULES[name].code.split(':')[0]}")
    __import__("alliance.voting.methods.formats")
    return lambda ballots, seats: count(ballots, name, Options(seats=seats))["elected"]


def read(_program: str, path: Path) -> object:
    from alliance.voting.methods.formats import read as read_ballots

    return read_ballots(path.read_bytes(), path.name)
