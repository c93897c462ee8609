"""Counting a file of ballots on the command line: no database, no settings, no servers."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any

from alliance.voting.methods import METHODS, Cap, CountError, Lot, Options, count, method_named
from alliance.voting.methods.catalogue import Marks
from alliance.voting.methods.record import canonical_json

if TYPE_CHECKING:
    from alliance.voting.methods.profile import Profile, ScoreSheet

DESCRIPTION = "Count a file of ballots: BLT, PrefLib, CSV of ranks or scores, or NIST cast vote records."
EXPORTS = ("blt", "preflib", "csv", "rounds")
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Count as the arguments say; returns 0, 1 after a refusal in one sentence, 130 when stopped."""
    parser = ArgumentParser(prog="manage.py count", description=DESCRIPTION)
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    try:
        run(chosen)
    except CountError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def add_arguments(parser: ArgumentParser) -> None:
    """Tell an argparse parser what `run` wants to know."""
    add = parser.add_argument
    add("file", metavar="FILE", nargs="?", help="the ballots; - reads them from standard input")
    add("--method", required=True, metavar="NAME", help="the counting rule; “list” explains each")
    add("--seats", type=int, metavar="N", help="seats to fill; the file's own number when left out")
    add("--unranked", choices=("excluded", "last"), help="what pairs with an unranked candidate mean")
    add("--cap", metavar="FILE", help="at most so many of one group: YAML, JSON or CSV, see docs/formats.md")
    add("--cap-limit", default="", metavar="N", help="the cap's limit, a number or a fraction such as 1/3")
    add("--seed", default="", metavar="TEXT", help="draw lots from this text")
    add(
        "--exclude-first",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="excluded before others",
    )
    add("--default", default="", metavar="NAME", help="the default option, such as None Of The Above")
    add("--eligible", type=int, metavar="N", help="how many may vote, for a quorum")
    add(
        "--ratio",
        nargs="+",
        action="extend",
        default=[],
        type=_ratio,
        metavar="NAME=N",
        help="an option's majority",
    )
    add("--marks", choices=("ranks", "scores"), help="what the numbers in a CSV mean")
    add("--contest", default="", metavar="ID", help="which contest of a cast vote record")
    add(
        "--overvote",
        choices=("skip", "stop"),
        help="an overvoted rank, or equal ranks, are skipped or end a ballot",
    )
    add("--skips", type=int, metavar="N", help="more than N skipped ranks in a row end a ballot")
    add("--encoding", default="utf-8", metavar="NAME", help="of the file, such as windows-1252")
    add(
        "--export",
        nargs=2,
        action="append",
        default=[],
        metavar=("FORMAT", "PATH"),
        help=f"also write {', '.join(EXPORTS)}",
    )
    add("--json", metavar="PATH", help="write the record; - prints it alone")


def run(chosen: Namespace, out: Callable[[str], object] | None = None) -> None:
    """Count, write what was asked for, and say the result. Raises `CountError` before anything is written."""
    say = out or sys.stdout.write
    if chosen.method == "list":
        say(explained())
        return
    method = method_named(chosen.method)
    ballots = _read(chosen, marks=chosen.marks or method.marks)
    with _progress() as progress:
        record = count(ballots, method.name, _options(chosen, ballots, progress))
    for form, path in chosen.export:
        _store(path, _exported(form, ballots, record), say)
    if chosen.json:
        _store(chosen.json, canonical_json(record) + "\n", say)
    if chosen.json != "-":
        from alliance.voting.methods.report import text_report  # noqa: PLC0415 - not for --json -

        say(text_report(record))


def explained() -> str:
    """Every method with its two sentences and its source."""
    wrapper = TextWrapper(100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    parts = []
    for each in METHODS.values():
        lines = (each.explanation, f"Source: {each.source}")
        parts.append(
            "\n".join(
                [
                    f"{each.name} (version {each.version}): {each.title}",
                    *(wrapper.fill(line) for line in lines),
                ]
            )
        )
    return "\n\n".join(parts) + "\n"


def _read(chosen: Namespace, marks: Marks) -> Profile | ScoreSheet:
    from alliance.voting.methods.formats import ProfileError, RankRules, Reading, read  # noqa: PLC0415 - NumPy, not for a list

    if chosen.skips is not None and chosen.skips < 0:
        raise CountError("--skips is a number of ranks from 0.")
    if not chosen.file:
        raise CountError("No file of ballots is named. Name one, or - for standard input.")
    name = "" if chosen.file == "-" else chosen.file
    data = _bytes(chosen.file)
    rules = RankRules(chosen.overvote or "skip", chosen.skips)
    reading = Reading(marks, chosen.contest, rules, chosen.encoding, equal=chosen.overvote or "keep")
    ballots = read(data, name, reading)
    standing = len(ballots.candidates) - len(ballots.withdrawn)
    if chosen.seats is None and ballots.seats > standing:
        what = f"there are {ballots.seats} seats for {standing} candidates."
        raise ProfileError(1, what, "Correct this line, or say how many with --seats.")
    return ballots


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except FileNotFoundError:
        raise CountError(f"There is no file {path}. Check the name and the folder.") from None
    except OSError as error:
        raise CountError(f"The file {path} cannot be read: {error.strerror}.") from None


def _options(
    chosen: Namespace, ballots: Profile | ScoreSheet, progress: Callable[[float], None] | None
) -> Options:
    names = ballots.candidates
    for each in (*chosen.exclude_first, *filter(None, [chosen.default]), *(name for name, _ in chosen.ratio)):
        _check_candidate(each, names)
    if chosen.eligible is not None and chosen.eligible < 1:
        raise CountError("At least 1 must be eligible.")
    return Options(
        seats=chosen.seats,
        unranked=chosen.unranked,
        lot=Lot.drawn(chosen.seed, names) if chosen.seed else Lot(),
        cap=_cap(chosen, names),
        first_excluded=tuple(chosen.exclude_first),
        default_option=chosen.default,
        eligible=chosen.eligible,
        ratios=dict(chosen.ratio),
        progress=progress,
    )


def _cap(chosen: Namespace, names: Sequence[str]) -> Cap | None:
    if not chosen.cap:
        if chosen.cap_limit:
            raise CountError("--cap-limit needs --cap with the file that names the groups.")
        return None
    from alliance.voting.methods.formats import cap_file  # noqa: PLC0415 - YAML, only for caps

    try:
        return cap_file.read(_bytes(chosen.cap), chosen.cap, names, chosen.cap_limit)
    except CountError as problem:
        raise CountError(f"{chosen.cap}: {problem}") from None


def _check_candidate(name: str, candidates: Sequence[str]) -> None:
    if name not in candidates:
        near = get_close_matches(name, candidates, n=1)
        repair = f"Did you mean “{near[0]}”?" if near else "Write the name as the ballots do."
        raise CountError(f"“{name[:60]}” is no candidate. {repair}")


def _ratio(text: str) -> tuple[str, Fraction]:
    name, _, value = text.rpartition("=")
    try:
        ratio = Fraction(value)
    except (ValueError, ZeroDivisionError):
        ratio = Fraction(0)
    if not name or ratio <= 0 or len(value) > 20:
        raise ArgumentTypeError(f"“{text[:60]}” is no majority; write NAME=3 or NAME=3/2")
    return name, ratio


def _exported(form: str, ballots: Profile | ScoreSheet, record: Mapping[str, Any]) -> str:
    from alliance.voting.methods.formats.writing import written  # noqa: PLC0415 - only when asked for
    from alliance.voting.methods.profile import Profile  # noqa: PLC0415
    from alliance.voting.methods.report import sheet_report  # noqa: PLC0415

    if form == "rounds":
        return sheet_report(dict(record))
    if form not in EXPORTS:
        raise CountError(f"There is no export “{form[:40]}”. Use {', '.join(EXPORTS)}.")
    if not isinstance(ballots, Profile):
        raise CountError("Scores cannot be written as rankings. Use --export rounds.")
    return written(ballots, form)


def _store(path: str, text: str, say: Callable[[str], object]) -> None:
    """Write a file whole or not at all; - is standard output."""
    if path == "-":
        say(text)
        return
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as part:
            part.write(text)
        umask = os.umask(0)
        os.umask(umask)
        Path(part.name).chmod(0o666 & ~umask)
        Path(part.name).replace(target)
    except OSError as error:
        raise CountError(f"{path} cannot be written: {error.strerror}.") from None


@contextmanager
def _progress() -> Iterator[Callable[[float], None] | None]:
    """A bar on a terminal's standard error, for work that takes more than a second."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm  # noqa: PLC0415 - only at a terminal

    with tqdm(total=100, desc="Counting", unit="%", delay=1, leave=False, file=sys.stderr) as bar:

        def show(share: float) -> None:
            bar.update(int(share * 100) - bar.n)

        yield show
