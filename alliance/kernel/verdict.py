"""A yes, or a no that says why: it greys the button, explains it, and guards the call."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 -- the glossary's word; its subclasses are outcomes, not faults
    """An action was refused; ``str(error)`` is the sentence shown to the person who asked."""

    status = 400
    title = "Refused"


class Forbidden(Refused):
    """This person may not do that (HTTP 403)."""

    status = 403
    title = "Not permitted"


class NotNow(Refused):
    """It may not be done in the present state or at this time (HTTP 409)."""

    status = 409
    title = "Not possible now"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may X do Y now?". Falsy with a ``reason`` when not; ``a & b`` keeps the first no."""

    reason: str = ""
    refusal: type[Refused] | None = None

    def __bool__(self) -> bool:
        return self.refusal is None

    def __and__(self, other: "Verdict") -> "Verdict":
        return other if self else self

    def __or__(self, other: "Verdict") -> "Verdict":
        return self if self or not other else other

    def require(self) -> None:
        """Do nothing when yes.

        Raises:
            Forbidden: the person may not.
            NotNow: the state or the clock does not allow it.
        """
        if self.refusal is not None:
            raise self.refusal(self.reason)


YES = Verdict()


def forbidden(reason: str) -> Verdict:
    """A no to this person."""
    return Verdict(reason, Forbidden)


def not_now(reason: str) -> Verdict:
    """A no to everyone at this moment."""
    return Verdict(reason, NotNow)


def permit(allowed: bool, otherwise: str) -> Verdict:  # noqa: FBT001 -- reads as a sentence: permit(fact, otherwise=...)
    """Yes if ``allowed``, else forbidden with the sentence ``otherwise``."""
    return YES if allowed else forbidden(otherwise)


def now_if(possible: bool, otherwise: str) -> Verdict:  # noqa: FBT001 -- as above
    """Yes if ``possible``, else not now with the sentence ``otherwise``."""
    return YES if possible else not_now(otherwise)
