"""Objects and errors that tell nothing to a log, an error report or a queue."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec, SupportsIndex, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class SecrecyError(ValueError):
    """Refused; the sentence says why and never what a ballot, a tracker or a key holds."""


class Withheld:
    """Keeps its content out of `repr`, `str` and format strings, and is neither pickled nor copied."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, withheld>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} is never pickled or copied.")


def discreet(function: Callable[P, R]) -> Callable[P, R]:
    """An error of `function` leaves it without the frames, the arguments and the cause it arose from.

    Error reports print the local variables of every frame of a traceback, so a fresh error is raised here. A
    `SecrecyError` keeps its class and sentence, any other becomes a `SecrecyError` that names its class and
    where in our code it arose, or what the system refused with which file.
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SecrecyError as error:
            refusal = type(error)(*error.args)
        except OSError as error:
            refusal = SecrecyError(f"{error.strerror}: {error.filename}")
        except Exception as error:  # noqa: BLE001 -- whatever it is, its frames hold secrets
            refusal = SecrecyError(f"{type(error).__name__} in {function.__qualname__}, line {_line(error)}.")
        del args, kwargs
        raise refusal

    return called


def _line(error: Exception) -> int:
    """The line of the decorated function in which it arose."""
    called = error.__traceback__
    return called.tb_next.tb_lineno if called and called.tb_next else 0
