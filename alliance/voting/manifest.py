"""The manifest: what a ballot is about, in one document that is frozen when it opens.

Every envelope is sealed to the digest of its ballot's manifest, and every verification begins with it. The
format is described in docs/verification.md.
"""

import hashlib
from typing import Any

from alliance.voting.models import Ballot, Elector
from alliance.voting.secrecy.envelope import envelope_size
from alliance.voting.verification import roll_recorded

SCHEMA = "alliance.manifest/1"


def text_of(ballot: Ballot) -> dict[str, Any]:
    """What voters are asked, by which rule it is counted, and what becomes of their votes: frozen, then
    rehearsed and announced."""
    return {
        "question": ballot.question,
        "explanation": ballot.explanation,
        "for": ballot.meaning_for,
        "against": ballot.meaning_against,
        "document": [ballot.document_ref, ballot.document_version],
        "options": ballot.options,
        "form": ballot.form_data,
        "method": ballot.method,
        "counting": ballot.counting,
        "rule": ballot.rule_data,
        "level": ballot.level,
        "publication": ballot.publication,
        "lot": ballot.lot_source,
    }


def manifest_of(ballot: Ballot, roll: list[Elector]) -> dict[str, Any]:
    """The manifest of a ballot that opens with this roll; its key, if it is secret, is made already."""
    return {
        "schema": SCHEMA,
        "ballot": ballot.ref,
        "key_ref": str(ballot.key_ref),
        "question": ballot.question,
        "body": ballot.body_name,
        "options": [
            {name: option.get(name, "") for name in ("name", "affiliation", "meaning")}
            for option in ballot.options
        ],
        "form": ballot.form_data,
        "method": ballot.method,
        "counting": ballot.counting,
        "rule": ballot.rule_data,
        "edition": {"label": ballot.edition_label, "digest": ballot.edition_digest},
        "level": str(ballot.level),
        "publication": str(ballot.publication),
        "text_digest": ballot.text_digest,
        "roll": roll_recorded(roll),
        "public_key": bytes(ballot.public_key).hex() if ballot.public_key else None,
        "envelope_size": envelope_size(ballot.form) if ballot.is_secret else None,
        "lot": {
            "commitment": hashlib.sha256(ballot.lot_seed.encode()).hexdigest(),
            "source": ballot.lot_source,
        },
    }
