"""Mail as it lies in the folder that web server and worker write to."""

import re
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.local.watching import until

END = b"\n" + b"-" * 79 + b"\n"
PATIENCE = 90.0


@dataclass(frozen=True)
class Letter:
    """One mail; ``kind`` is the kind of notice, or the subject of one that is none."""

    to: str
    kind: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The first address in the text: what the mail asks to open."""
        found = re.search(r"https?://\S+", self.text)
        assert found, self.text
        return found.group()


class Post:
    """A folder of mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)

    def letters(self) -> list[Letter]:
        """All mail so far, each file in the order of writing."""
        files = sorted(self.folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        return [
            letter_of(message_from_bytes(raw, policy=policy.default))
            for file in files
            for raw in file.read_bytes().split(END)[:-1]
        ]

    def wait_for(self, to: str, kind: str, times: int = 1) -> Letter:
        """The latest such mail, once there are as many of them."""

        def arrived() -> list[Letter]:
            found = [each for each in self.letters() if (each.to, each.kind) == (to, kind)]
            return found if len(found) >= times else []

        return until(arrived, within=PATIENCE)[-1]

    def sent(self) -> Counter[tuple[str, str]]:
        """How many mails of each kind everybody got."""
        return Counter((each.kind, each.to) for each in self.letters())


def letter_of(message: EmailMessage) -> Letter:
    body = message.get_body(("plain",))
    assert body is not None
    subject = str(message["Subject"])
    return Letter(str(message["To"]), message["X-Alliance-Reason"] or subject, subject, body.get_content())
