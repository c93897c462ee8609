"""The options of a contest as they are typed: one to a line, with an affiliation after a bar."""

from collections.abc import Iterable, Iterator, Mapping

from django.core.exceptions import ValidationError

from alliance.voting.roll import OptionText

MOST_OPTIONS = 200
LONGEST_NAME = 120
LONGEST_AFFILIATION = 200


def read_options(text: str) -> list[OptionText]:
    """The options of a text: ``Ana Ruiz | UNAM`` on a line of its own, or the name alone.

    Raises:
        ValidationError: a line is no option, or two are the same; each message names the line.
    """
    found: list[OptionText] = []
    problems: list[str] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name, _, affiliation = (" ".join(part.split()) for part in line.partition("|"))
        if not name and not affiliation:
            continue
        problems += [f"Line {number}: {problem}" for problem in _problems(name, affiliation)]
        if (earlier := lines.setdefault(name.casefold(), number)) != number:
            problems.append(f"Line {number}: {name} stands in line {earlier} already. Take one away.")
        found.append(OptionText(name, affiliation))
    if len(found) > MOST_OPTIONS:
        problems.append(f"There are {len(found)} options, and {MOST_OPTIONS} is the most.")
    if problems:
        raise ValidationError(problems)
    return found


def _problems(name: str, affiliation: str) -> Iterator[str]:
    if not name:
        yield "The name is missing before the bar."
    if len(name) > LONGEST_NAME or len(affiliation) > LONGEST_AFFILIATION:
        yield f"Shorten it: {LONGEST_NAME} characters for the name, {LONGEST_AFFILIATION} after the bar."
    if not (name + affiliation).isprintable():
        yield "Remove the invisible characters."


def written(options: Iterable[Mapping[str, str]]) -> str:
    """The text that is read as these options."""
    return "\n".join(
        f"{option['name']} | {option['affiliation']}" if option.get("affiliation") else option["name"]
        for option in options
    )
