"""What is wrong with a file, in one sentence for the person who has it."""

from __future__ import annotations

from alliance.voting.methods.catalogue import CountError


class ProfileError(CountError):
    """A file of ballots cannot be read.

    `line` is where (1 for the first), None when it is no single line; `message` what is wrong there, `repair`
    what to do about it.
    """

    def __init__(self, line: int | None, message: str, repair: str = "") -> None:
        self.line, self.message, self.repair = line, message, repair
        where = f"Line {line}: {message}" if line else message[:1].upper() + message[1:]
        super().__init__(f"{where} {repair}".strip())


def shown(text: str, most: int = 40) -> str:
    """A piece of a file as it can stand in a sentence: short, quoted, on one line."""
    plain = "".join(each if each.isprintable() else "�" for each in text)
    return f"“{plain[:most]}{'…' if len(plain) > most else ''}”"
