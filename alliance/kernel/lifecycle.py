"""A whole state machine on one screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alliance.kernel.verdict import YES, NotNow, Verdict, not_now


@dataclass(frozen=True, slots=True)
class State:
    """A state's stored name, the word people read, and the tone of its tag."""

    name: str
    label: str
    tone: str = "neutral"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Lifecycle:
    """Legal moves of one kind of object: ``(state, move) -> state``, all by stored name."""

    noun: str
    initial: str
    states: tuple[State, ...]
    moves: Mapping[tuple[str, str], str]

    def __post_init__(self) -> None:
        known = {state.name for state in self.states}
        mentioned = {self.initial, *(source for source, _ in self.moves), *self.moves.values()}
        if unknown := mentioned - known:
            message = f"{self.noun}: undeclared states {sorted(unknown)}"
            raise ValueError(message)

    def state(self, name: str) -> State:
        """The state of that stored name.

        Raises:
            KeyError: no such state.
        """
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def choices(self) -> list[tuple[str, str]]:
        """Pairs of stored name and label, for a model field."""
        return [(state.name, state.label) for state in self.states]

    def allows(self, state: str, move: str) -> Verdict:
        """Whether ``move`` is legal from ``state``; the reason names the state in words."""
        if (state, move) in self.moves:
            return YES
        return not_now(f"This {self.noun} is {self.state(state).label.lower()}.")

    def after(self, state: str, move: str) -> str:
        """The state that ``move`` leads to.

        Raises:
            NotNow: the move is not legal from ``state``.
        """
        try:
            return self.moves[state, move]
        except KeyError:
            raise NotNow(self.allows(state, move).reason) from None

    def is_final(self, name: str) -> bool:
        """Whether no move leads out of the state."""
        return all(source != name for source, _ in self.moves)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for (source, move), target in self.moves.items():
            yield source, move, target
