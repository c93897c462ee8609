"""Notices as subscribers of the outbox."""

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.notifications import actions
from alliance.notifications.kinds import NoticeKind


class notify:  # noqa: N801 -- reads as a verb on the page of subscriptions
    """Tell people: the subscriber that writes one kind of notice."""

    def __init__(self, notice: type[NoticeKind]) -> None:
        self.notice = notice
        self.subscriber_name = f"notice:{notice.kind}"

    def __call__(self, event: Event) -> None:
        actions.write_notices(notice=self.notice(event), by=Actor.system(), at=event.at)
