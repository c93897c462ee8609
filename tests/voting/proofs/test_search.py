"""What was voted is written down in the published box and nowhere else.

Rankings that one voter alone cast, rankings that were changed, and all trackers are looked for in every
spelling (`needles`) in every file that anything wrote (`evidence.files`). Nothing there is compressed: the
columns of this installation are stored as they are, Valkey's files too, and mail and sessions are decoded.
"""

import base64
import bisect
import json
import re
from collections import Counter, defaultdict

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

from alliance.audit.tasks import deliver
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import draw_tracker
from alliance.voting.views.vote import Checked
from tests.voting.proofs import evidence
from tests.voting.proofs.conftest import Evidence
from tests.voting.proofs.election import dumped
from tests.voting.proofs.electorate import CANDIDATES
from tests.voting.proofs.evidence import Search
from tests.voting.proofs.installation import Installation
from tests.voting.proofs.needles import needles_of

pytestmark = pytest.mark.worker

BOX = re.compile(rb"^COPY public\.voting_box .*?^\\\.$", re.M | re.S)
RECORD = re.compile(rb"lsn: ([0-9A-F]+)/([0-9A-F]+), prev [^,]*, desc: .*?(?:rel (\d+/\d+/\d+)|$)", re.M)
Found = dict[str, list[tuple[int, str]]]


def needles(left_over: Evidence) -> tuple[dict[bytes, str], dict[bytes, str]]:
    """Those of ballots that are counted and of one voter alone, with all trackers; and of those replaced."""
    form, election = left_over.election.form, left_over.election
    often = Counter(cast.marked.marks for cast in election.last.values())
    counted: dict[bytes, str] = {}
    for cast in election.last.values():
        spelt = needles_of(form, cast.marked, cast.tracker, "counted")
        alone = often[cast.marked.marks] == 1
        counted |= {needle: kind for needle, kind in spelt.items() if alone or "tracker" in kind}
    replaced: dict[bytes, str] = {}
    for cast in election.replaced:
        assert cast.marked.marks not in often
        replaced |= needles_of(form, cast.marked, cast.tracker, "replaced")
    return counted, replaced


def found_in(files: dict[str, bytes], looked_for: dict[bytes, str]) -> Found:
    search = Search(looked_for)
    found = {name: list(search.occurrences(content)) for name, content in files.items()}
    return {name: hits for name, hits in found.items() if hits}


def in_box(name: str, position: int, left_over: Evidence) -> bool:
    """Whether that place in a file is the box's: its table's file, its part of a dump."""
    if name in left_over.box_files:
        return True
    part = BOX.search(left_over.files[name]) if name.startswith("dump:") else None
    return part is not None and part.start() < position < part.end()


def test_votes_stand_in_the_published_box_and_nowhere_else(
    left_over: Evidence, installation: Installation, capsys
):
    counted, replaced = needles(left_over)
    assert len([kind for kind in counted.values() if kind.endswith("marks as CSV")]) == 40
    everywhere = found_in(left_over.files, counted | replaced)
    kinds = {kind for hits in everywhere.values() for _, kind in hits}
    assert kinds == {"counted: marks as CSV", "counted: tracker"}
    assert everywhere.keys() - left_over.box_files == {"wal", "dump:counted", "dump:certified"}
    assert_only_of_box(everywhere.pop("wal"), left_over, installation)
    assert all(in_box(name, at, left_over) for name, hits in everywhere.items() for at, _ in hits)
    size = sum(map(len, left_over.files.values()))
    number = len(counted | replaced)
    with capsys.disabled():
        print(f"\n{number} spellings looked for in {len(left_over.files)} files of {size >> 20} MB")


def assert_only_of_box(hits: list[tuple[int, str]], left_over: Evidence, installation: Installation) -> None:
    """In the write-ahead log they are written after the close, by records of the box's table."""
    folder = installation.data / "pg_wal"
    upper, lower = (int(part, 16) for part in left_over.election.wal_at_close.split("/"))
    closed = (upper << 32) + lower
    said = installation.program(
        "pg_waldump", "--start", left_over.election.wal_at_close, "--path", folder, may_fail=True
    )
    records = [
        ((int(high, 16) << 32) + int(low, 16), rel.decode()) for high, low, rel in RECORD.findall(said)
    ]
    starts = [at for at, _ in records]
    box = {name.rpartition("/")[2] for name in left_over.box_files}
    for position, kind in hits:
        at = evidence.lsn_of(position, folder)
        assert at > closed, kind
        relation = records[bisect.bisect_right(starts, at) - 1][1]
        assert relation.rpartition("/")[2] in box, (kind, relation)


# The search finds what is there -----------------------------------------------------------------------------
def test_the_search_finds_what_is_planted_in_each_place(left_over: Evidence, on_site: Installation):
    """A ballot that nobody cast, put into every kind of place, is found there, and a deleted one as well."""
    form = left_over.election.form
    marked = Marked((8, 3, 6, 1, 10, 2, 9, 5, 7, 4))
    tracker = draw_tracker()
    spelt = needles_of(form, marked, tracker, "planted")
    named = dict(zip(CANDIDATES, marked.marks, strict=True))
    with on_site.superuser() as database:
        database.execute(
            "CREATE TABLE planted (kept jsonb, named jsonb, sealed bytea, marks int[], told text, code text)"
        )
        database.execute("ALTER TABLE planted ALTER told SET STORAGE EXTERNAL")
        database.execute(
            "INSERT INTO planted VALUES (%s::jsonb, %s::jsonb, %s, %s, %s, %s)",
            [
                json.dumps(list(marked.marks)),
                json.dumps(named),
                form.encode(marked),
                list(marked.marks),
                "x" * 3000 + repr(marked.marks) + "y" * 3000,
                tracker.code,
            ],
        )
        database.execute("DELETE FROM planted")
        with pytest.raises(Exception, match="division"):
            database.execute(f"SELECT 1 / 0, '{tracker.code}'")
    on_site.redis.set("planted", tracker.code)
    deliver.app.send_task("planted", args=(list(marked.marks), tracker.code), queue="planted")
    session = SessionStore()
    session["planted"] = list(marked.marks)
    session.create()
    letter = EmailMessage(
        "Your vote – é", f"You voted {', '.join(CANDIDATES)}.\n" + tracker.code * 9, to=["a@b.example"]
    )
    EmailBackend(file_path=str(on_site.mail)).send_messages([letter])
    with on_site.log_of("worker").open("a") as log:
        log.write(f"voted {named}\n")
    dumped(on_site, "planted")
    on_site.redis.save()

    places: dict[str, set[str]] = defaultdict(set)
    for name, hits in found_in(evidence.files(on_site), spelt).items():
        places[re.sub(r"^data:.*|(?<=^valkey:).*aof$", "file", name)] |= {
            kind.partition(": ")[2] for _, kind in hits
        }
    assert places["file"] >= {
        "marks as jsonb",
        "ranks by name as jsonb",
        "encoded",
        "marks in Python",
        "tracker",
    }
    assert places["wal"] >= {
        "marks as jsonb",
        "ranks by name as jsonb",
        "encoded",
        "marks in Python",
        "tracker",
    }
    assert places["log:postgres"] == {"tracker"}
    assert places["valkey:dump.rdb"] >= {"tracker", "marks as JSON, in base 64"}
    assert places["valkey:file"] >= {"tracker", "marks as JSON, in base 64"}
    assert places["valkey:keys"] >= {"tracker"}
    assert places["sessions"] >= {"marks in Python"}
    assert places["mail"] >= {"tracker"}
    assert places["log:worker"] == {"ranks by name in Python"}


def test_every_spelling_is_known_by_which_a_vote_travels(left_over: Evidence):
    """What the check page sends back, and each spelling within a longer text, plain or in base 64."""
    form = left_over.election.form
    marked, tracker = Marked((8, 3, 6, 1, 10, 2, 9, 5, 7, 4)), draw_tracker()
    spelt = needles_of(form, marked, tracker, "")
    token = Checked(14, 3, "voter-003", list(marked.marks), 0, "5f" * 16, tracker.code).token
    search = Search(spelt)

    def known_in(content: bytes) -> set[str]:
        return {kind for _, kind in search.occurrences(content)}

    coded = token.partition(":")[0].encode()
    assert known_in(coded) >= {": marks as compact JSON, in base 64", ": tracker, in base 64"}
    for spelling, kind in list(spelt.items())[:60]:
        if "base 64" not in kind and "quoted" not in kind:
            for before in range(12):
                text = b"." * before + spelling + b"...."
                assert known_in(text), kind
                assert known_in(base64.b64encode(text)), kind
