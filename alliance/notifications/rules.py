"""Who may change what about notices, and if not, why."""

from datetime import datetime

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, now_if, permit
from alliance.notifications.kinds import NoticeKind
from alliance.notifications.models import MailState, Notice, Urgency


def may_handle(by: Actor, notice: Notice) -> Verdict:
    """Only the person told marks a notice."""
    return permit(by.is_signed_in and by.user_id == notice.recipient_id, "This notice is somebody else's.")


def may_choose_mail(kind: type[NoticeKind]) -> Verdict:
    """The mail of a duty stays on; all others are a matter of taste."""
    return permit(kind.urgency != Urgency.DUTY, kind.locked_because)


def may_choose_for(by: Actor, user_id: int) -> Verdict:
    """One's own preferences; a signed unsubscribe link speaks for its addressee."""
    if by.is_system or by.user_id == user_id:
        return permit(allowed=True, otherwise="")
    return forbidden("These are somebody else's preferences.")


def may_retry_mail(by: Actor, notice: Notice, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """Staff have mail sent again that was given up."""
    return permit(by.is_staff or by.is_system, "Only staff may do that.") & now_if(
        notice.mail_state == MailState.FAILED, "This mail has not failed."
    )
