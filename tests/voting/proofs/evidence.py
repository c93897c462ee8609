"""What an attacker with everything but the key can take: rows, dead rows, files, logs, mail, messages."""

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.contrib.sessions.backends.db import SessionStore

from tests.voting.proofs.installation import Installation

WAL_PAGE, WAL_SEGMENT = 8192, 16 * 1024 * 1024
SHORT_HEADER, LONG_HEADER = 24, 40

HEAPS = """
    SELECT c.oid::bigint, c.relname, COALESCE(o.relname, c.relname) AS owner,
        pg_relation_size(c.oid) / current_setting('block_size')::int, pg_relation_filepath(c.oid)
    FROM pg_class c LEFT JOIN pg_class o ON o.reltoastrelid = c.oid
    WHERE c.relkind IN ('r', 't') AND COALESCE(o.relnamespace, c.relnamespace) = 'public'::regnamespace
"""
COLUMNS = """
    SELECT attname, atttypid::regtype::text FROM pg_attribute
    WHERE attrelid = %s::oid AND attnum > 0 ORDER BY attnum
"""
ITEMS = """
    SELECT lp, t_xmin::text::bigint, t_xmax::text::bigint, t_ctid::text, t_attrs,
        pg_xact_commit_timestamp(CASE WHEN t_xmin::text::bigint > 2 THEN t_xmin END)
    FROM heap_page_item_attrs(get_raw_page(%s, %s), %s::regclass, false) WHERE t_attrs IS NOT NULL
"""
REFERENCES = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND cardinality(c.conkey) = 1
"""
INTEGERS = {"bigint": 8, "integer": 4, "smallint": 2, "timestamp with time zone": 8, "date": 4}


@dataclass(frozen=True, slots=True)
class Row:
    """A version of a row as it lies in a file, whether anybody can still select it or not."""

    table: str
    values: dict[str, Any]
    raw: bytes = field(repr=False)


def rows(installation: Installation, database: str = "") -> list[Row]:
    """Every version of every row, with what PostgreSQL notes about it: versions, place, time of commit."""
    found: list[Row] = []
    with installation.superuser(database) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        for oid, name, owner, pages, _ in connection.execute(HEAPS).fetchall():
            columns = connection.execute(COLUMNS, [oid]).fetchall()
            named = f"pg_toast.{name}" if name.startswith("pg_toast") else name
            for page in range(pages):
                for lp, xmin, xmax, ctid, parts, committed in connection.execute(ITEMS, [named, page, named]):
                    values = {
                        column: _value(part, kind)
                        for (column, kind), part in zip(columns, parts, strict=False)
                        if part is not None
                    }
                    noted = {"(xmin)": xmin, "(xmax)": xmax, "(place)": (page, lp), "(next)": ctid}
                    noted["(committed)"] = committed
                    table = owner if name == owner else f"{owner}(toast)"
                    found.append(Row(table, values | noted, b"\0".join(each or b"" for each in parts)))
    return found


def _value(part: bytes, kind: str) -> Any:
    if size := INTEGERS.get(kind):
        return int.from_bytes(part[:size], "little", signed=True)
    if kind in {"uuid", "boolean"}:
        return bytes(part)
    return bytes(part[1:] if part[0] & 1 else part[4:])


def references(installation: Installation, database: str = "") -> dict[tuple[str, str], str]:
    """Which column of which table names a row of which other."""
    with installation.superuser(database) as connection:
        return {(table, column): to for table, column, to in connection.execute(REFERENCES).fetchall()}


# Files ------------------------------------------------------------------------------------------------------
def files(installation: Installation) -> dict[str, bytes]:
    """Everything written anywhere, by a name; what is encoded is there decoded as well.

    The write-ahead log is without the headers that would cut a text in two.
    """
    with installation.superuser() as connection:
        connection.execute("CHECKPOINT")
    home = installation.home
    found = {f"data:{path.relative_to(home / 'postgres')}": path.read_bytes() for path in _data(home)}
    found["wal"] = wal(home / "postgres" / "pg_wal")
    found |= {f"dump:{path.stem}": path.read_bytes() for path in home.glob("*.sql")}
    found |= {f"log:{path.stem}": path.read_bytes() for path in (home / "log").glob("*")}
    found |= {
        f"valkey:{path.name}": path.read_bytes() for path in (home / "valkey").rglob("*") if path.is_file()
    }
    found["mail"] = b"\n".join(_letters(home / "mail"))
    found["sessions"] = b"\n".join(_sessions(installation))
    found["valkey:keys"] = b"\n".join(_keys(installation))
    return found


def _data(home: Path) -> Iterator[Path]:
    for path in sorted((home / "postgres").rglob("*")):
        if path.is_file() and "pg_wal" not in path.parts:
            yield path


def wal(folder: Path) -> bytes:
    """The write-ahead log in one piece, from its first segment on, without page headers."""
    return b"".join(_pages(path) for path in segments(folder))


def segments(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if re.fullmatch(r"[0-9A-F]{24}", path.name))


def _pages(path: Path) -> bytes:
    content = path.read_bytes()
    pages = [content[at + SHORT_HEADER : at + WAL_PAGE] for at in range(0, len(content), WAL_PAGE)]
    return content[LONG_HEADER:WAL_PAGE] + b"".join(pages[1:])


def lsn_of(position: int, folder: Path) -> int:
    """The address in the write-ahead log of a position in what `wal` gave."""
    first = int(segments(folder)[0].name[8:16], 16) * 256 + int(segments(folder)[0].name[16:], 16)
    in_first, per_page = WAL_PAGE - LONG_HEADER, WAL_PAGE - SHORT_HEADER
    per_segment = in_first + (WAL_SEGMENT // WAL_PAGE - 1) * per_page
    segment, rest = divmod(position, per_segment)
    address = (first + segment) * WAL_SEGMENT
    if rest < in_first:
        return address + LONG_HEADER + rest
    page, within = divmod(rest - in_first, per_page)
    return address + (page + 1) * WAL_PAGE + SHORT_HEADER + within


def _letters(folder: Path) -> Iterator[bytes]:
    """Each mail as it is sent, and each of its parts as it is read."""
    for path in sorted(folder.iterdir()):
        yield path.read_bytes()
        for letter in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            for part in email.message_from_bytes(letter, policy=email.policy.default).walk():
                yield part.get_payload(decode=True) or b"" if not part.is_multipart() else b""


def _sessions(installation: Installation) -> Iterator[bytes]:
    with installation.superuser() as connection:
        for key, data in connection.execute("SELECT session_key, session_data FROM django_session"):
            yield f"{key} {SessionStore().decode(data)}".encode()


def _keys(installation: Installation) -> Iterator[bytes]:
    for database in (0, 1):
        client = installation.redis
        client.select(database)
        for key in client.scan_iter(count=1000):
            yield key + b" " + (client.dump(key) or b"")


def published(zipped: bytes) -> dict[str, bytes]:
    """The files of a verification.zip."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_of_table(installation: Installation, table: str) -> set[str]:
    """The names, in what `files` gives, of the files in which a table and its long values lie."""
    with installation.superuser() as connection:
        heaps = connection.execute(HEAPS).fetchall()
    return {f"data:{path}" for _, _, owner, _, path in heaps if owner == table}


# Finding ----------------------------------------------------------------------------------------------------
HASH_BITS = 20
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: D. Knuth, The Art of Computer Programming 3, 6.4


class Search:
    """Looks for many needles at once; each has eight bytes or more, and a name.

    Whatever eight bytes of a content begin no needle, by a table of their hashes, are passed over.
    """

    def __init__(self, needles: Mapping[bytes, str]) -> None:
        self.needles = needles
        self._by_start: dict[int, list[bytes]] = {}
        for needle in needles:
            assert len(needle) >= 8, needle
            self._by_start.setdefault(int.from_bytes(needle[:8], "little"), []).append(needle)
        self._begins = np.zeros(1 << HASH_BITS, dtype=bool)
        self._begins[_hashed(np.fromiter(self._by_start, dtype="<u8", count=len(self._by_start)))] = True

    def occurrences(self, content: bytes) -> Iterator[tuple[int, str]]:
        """Every position at which a needle stands, and its name."""
        for shift in range(min(8, len(content) - 7)):
            words = np.frombuffer(content, dtype="<u8", offset=shift, count=(len(content) - shift) // 8)
            for at in np.nonzero(self._begins[_hashed(words)])[0]:
                position = int(at) * 8 + shift
                for needle in self._by_start.get(int(words[at]), ()):
                    if content.startswith(needle, position):
                        yield position, self.needles[needle]


def _hashed(words: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    return (words * _GOLDEN) >> np.uint64(64 - HASH_BITS)
