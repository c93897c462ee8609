"""A notice as a mail: headers, text, and the same words as HTML."""

import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from alliance.notifications.kinds import NoticeKind
from alliance.notifications.models import Notice
from alliance.notifications.rules import may_choose_mail
from alliance.notifications.words import paragraphs, plain_text

SALT = "alliance.notifications.unsubscribe"


def message_of(notice: Notice, kind: type[NoticeKind]) -> EmailMultiAlternatives:
    """The mail of a notice to its recipient (both related rows are read)."""
    first, *rest = paragraphs(notice.body)
    words = {
        "notice": notice,
        "first": first,
        "rest": rest,
        "url": settings.SITE_URL + notice.path,
        "closing": kind.closing.format(site_url=settings.SITE_URL),
        "locked_because": kind.locked_because,
        "unsubscribe_url": unsubscribe_url(notice) if may_choose_mail(kind) else "",
        "preferences_url": settings.SITE_URL + reverse("preferences"),
        "alliance": settings.ALLIANCE_NAME,
        "site_url": settings.SITE_URL,
    }
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=plain_text("notices/mail.txt", words) + "\n",
        to=[notice.recipient.email],
        reply_to=[settings.REPLY_TO_EMAIL],
        headers=headers_of(notice, kind),
    )
    message.attach_alternative(render_to_string("notices/mail.html", words), "text/html")
    return message


def headers_of(notice: Notice, kind: type[NoticeKind]) -> dict[str, str]:
    """Threads by object (RFC 5322), list id (2919), auto-submitted (3834), one-click unsubscribing (8058)."""
    host, thread = mail_host(), slugify(notice.about)[:60] or "alliance"
    headers = {
        "Message-ID": f"<event-{notice.event_id}.{notice.kind}.{notice.recipient_id}@{host}>",
        "In-Reply-To": f"<{thread}@{host}>",
        "References": f"<{thread}@{host}>",
        "List-Id": f'"{_quoted(notice.about)}" <{thread}.{host}>',
        "Auto-Submitted": "auto-generated",
        "X-Alliance-Reason": notice.kind,
    }
    if may_choose_mail(kind):
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(notice)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _quoted(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isprintable() and letter not in '"\\<>')[:80]


def mail_host() -> str:
    """The portal's host name, for ids that must be unique in the world."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def unsubscribe_url(notice: Notice) -> str:
    """A link that lets its holder, signed in or not, turn off the mail of this kind for this person."""
    token = signing.dumps({"user": notice.recipient_id, "kind": notice.kind}, salt=SALT, compress=False)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """Whom and what kind a signed link is about; None when it was not made by this installation."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return int(found["user"]), str(found["kind"])
