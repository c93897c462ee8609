"""What every notice about elections shares."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from alliance.elections.models import (
    Election,
)
from alliance.notifications.kinds import Addressee, NoticeKind
from alliance.notifications.models import Urgency

TOPIC = "Elections"
WHILE_STANDING = "You owe it to the voters while you stand."
WHILE_RUNNING = "You owe it to the others while you run an election."


class ElectionNotice(NoticeKind):
    """About one election."""

    topic = TOPIC
    urgency = Urgency.PERSONAL
    action = "Open the election"

    @cached_property
    def election(self) -> Election:
        return Election.objects.select_related("body").get(pk=self.event.subject_id)

    def about(self) -> str:
        return self.election.ref

    def path(self) -> str:
        return self.election.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        contests = list(self.election.contests.all())
        seats = sum(each.number for each in contests)
        return {"election": self.election, "body": self.election.body, "seats": seats}

    def officers(self) -> Iterator[Addressee]:
        for user_id in self.election.officers.values_list("user_id", flat=True):
            yield Addressee(user_id, f"you run {self.election.ref}")
