"""What can be done with charters, at every door."""

from alliance.charter import actions, rules
from alliance.charter.forms import AdoptEditionForm
from alliance.charter.models import CharterEdition
from alliance.web.operations import Operation, Resource

EDITIONS = Resource(
    name="charter_edition",
    plural="charter-editions",
    model=CharterEdition,
    visible=lambda _by: CharterEdition.objects.all(),
    converter="int",
    lookup="pk",
)

ADOPT_EDITION = Operation(
    name="adopt_edition",
    path="adopt",
    label="Adopt a charter edition",
    summary="Enter an edition of the charter as it was adopted. It never changes; a later one may follow it.",
    resource=EDITIONS,
    action=actions.adopt_edition,
    may=lambda by, _subject, _at: rules.may_adopt(by),
    form=AdoptEditionForm,
    done="The edition is adopted.",
)

OPERATIONS = [ADOPT_EDITION]
