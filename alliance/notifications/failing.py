"""The one notice that no event announces: the outbox itself is in trouble."""

from collections.abc import Iterable

from django.urls import reverse

from alliance.notifications.kinds import Addressee, NoticeKind
from alliance.notifications.models import Urgency
from alliance.notifications.queries import staff_ids


class DeliveryFailing(NoticeKind):
    """To staff: a consequence of an event was tried several times in vain."""

    kind = "delivery_failing"
    topic = "Running the alliance"
    label = "A consequence of an event keeps failing"
    urgency = Urgency.DUTY
    action = "Open the staff desk"
    locked_because = "Staff are always told when something does not work."
    tells_the_doer = True
    for_staff = True

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(user_id, "you are staff of the alliance") for user_id in staff_ids()]

    def path(self) -> str:
        return reverse("admin:index")

    def words(self) -> dict[str, object]:
        return {"deliveries": list(self.event.deliveries.filter(done_at=None))}
