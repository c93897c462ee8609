"""Inbox, preferences, and the link that turns a kind of mail off."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.models import User
from alliance.kernel.actor import Actor
from alliance.notifications import actions
from alliance.notifications.forms import MailForm
from alliance.notifications.kinds import kind_named
from alliance.notifications.mail import read_unsubscribe_token
from alliance.notifications.models import Notice
from alliance.notifications.queries import inbox_of, mail_choices, unread_count, wants_mail
from alliance.notifications.rules import may_choose_mail
from alliance.web.edge import actor_of, now
from alliance.web.parts import Tab
from alliance.web.portal import SeeOther

PER_PAGE = 40
BOXES = {"": "Inbox", "unread": "Unread", "done": "Done"}


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices of the reader, newest first, those of one object together."""
    by, box = actor_of(request), request.GET.get("show", "")
    if box not in BOXES:
        raise Http404
    own = inbox_of(by)
    shown = {"": own.pending(), "unread": own.unread(), "done": own.exclude(done_at=None)}[box]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    unread = unread_count(by.person_id)
    counts = {"unread": unread}
    context = {
        "tabs": [
            Tab(label, f"?show={name}" if name else reverse("inbox"), name == box, counts.get(name))
            for name, label in BOXES.items()
        ],
        "groups": _by_object(page),
        "page": page,
        "box": box,
        "unread": unread,
    }
    return render(request, "notifications/inbox.html", context)


def _by_object(notices: Iterable[Notice]) -> list[tuple[str, list[Notice]]]:
    """Notices of one object together, the object with the newest notice first."""
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        found.setdefault(notice.about, []).append(notice)
    return list(found.items())


def _own_notice(request: HttpRequest, key: int) -> Notice:
    """The reader's own notice.

    Raises:
        Http404: there is none of that number, or it is somebody else's.
    """
    notice = inbox_of(actor_of(request)).filter(pk=key).first()
    if notice is None:
        raise Http404
    return notice


def _back_to_inbox(request: HttpRequest) -> SeeOther:
    box = request.POST.get("show", "")
    return SeeOther(f"{reverse('inbox')}?show={box}" if box in BOXES and box else reverse("inbox"))


@require_POST
@login_required
def open_notice(request: HttpRequest, key: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    notice = _own_notice(request, key)
    actions.mark_read(notice_id=notice.pk, by=actor_of(request), at=now())
    return SeeOther(notice.path)


@require_POST
@login_required
def mark_read(request: HttpRequest, key: int) -> HttpResponse:
    """Mark a notice as read and stay."""
    actions.mark_read(notice_id=_own_notice(request, key).pk, by=actor_of(request), at=now())
    return _back_to_inbox(request)


@require_POST
@login_required
def mark_done(request: HttpRequest, key: int) -> HttpResponse:
    """Put a notice aside."""
    actions.mark_done(notice_id=_own_notice(request, key).pk, by=actor_of(request), at=now())
    return _back_to_inbox(request)


@require_POST
@login_required
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_all_read(by=actor_of(request), at=now())
    messages.success(request, "Everything is marked as read.")
    return _back_to_inbox(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Which notices are also mailed; duties are, and say why."""
    by = actor_of(request)
    choices = mail_choices(by)
    form = MailForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        kinds = [row.kind for rows in choices.values() for row in rows]
        actions.choose_mails(user_id=by.person_id, wanted=form.wanted(), kinds=kinds, by=by, at=now())
        messages.success(request, "Your preferences are saved.")
        return SeeOther(reverse("preferences"))
    topics = [(topic, [form.row(each) for each in rows]) for topic, rows in choices.items()]
    return render(request, "notifications/preferences.html", {"form": form, "topics": topics})


@csrf_exempt  # RFC 8058: the mail program posts; the signed link is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a click; only the POST turns the mail of that one kind off. Nobody needs to sign in for it."""
    found = read_unsubscribe_token(token)
    kind = kind_named(found[1]) if found else None
    person = User.objects.filter(pk=found[0]).first() if found else None
    if kind is None or person is None or not may_choose_mail(kind):
        return render(request, "notifications/unsubscribe.html", {"label": ""}, status=404)
    if request.method == "POST":
        actions.choose_mail(user_id=person.pk, kind=kind, by_mail=False, by=Actor.system(), at=now())
    context = {"label": kind.label, "email": masked(person.email), "is_off": not wants_mail(person.pk, kind)}
    return render(request, "notifications/unsubscribe.html", context)


def masked(email: str) -> str:
    """``h…@members.example``: enough for its owner, too little for anybody else."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}…@{domain}"
