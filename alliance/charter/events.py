"""Facts about charters."""

from alliance.audit.kinds import EventKind

CHARTER_ADOPTED = EventKind("charter.adopted", "adopted edition {edition} of the charter {body}")
