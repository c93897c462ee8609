"""A proposal from draft to ballot."""

from datetime import datetime

from django.db import transaction

from alliance.accounts.models import User
from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from members.models import WorkingGroup
from members.rules import SIGN_IN, is_open
from projects import events, rules
from projects.models import Comment, Proposal, ProposalVersion
from projects.states import PROPOSAL


def move(proposal: Proposal, name: str, at: datetime) -> list[str]:
    """Change the state and note when; the names of the changed fields."""
    after = PROPOSAL.after(proposal.state, name)
    if after != proposal.state:
        proposal.state, proposal.stage_since = after, at
    if PROPOSAL.is_final(after):
        proposal.settled_at = at
    return ["state", "stage_since", "settled_at"]


def locked(proposal_id: int) -> Proposal:
    """The proposal, held until the transaction ends."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("group", "organization", "author", "ballot")
        .get(pk=proposal_id)
    )


@transaction.atomic
def draft_proposal(
    *, kind: str, title: str, summary: str, text: str, group_id: int, name: str = "", by: Actor, at: datetime
) -> Proposal:
    """Start a draft for the organization the person acts for; only they, their organization and staff see it.

    The same draft sent twice is one draft.

    Raises:
        Forbidden: not a representative. NotNow: the working group is closed.
    """
    rules.may_draft(by, None, at).require()
    is_open(WorkingGroup.objects.get(pk=group_id)).require()
    if by.user_id is None or by.organization_id is None:
        raise Forbidden(SIGN_IN)
    User.objects.select_for_update(no_key=True).get(pk=by.user_id)
    content = {"kind": kind, "title": title, "summary": summary, "name": name, "group_id": group_id}
    author = {"organization_id": by.organization_id, "author_id": by.user_id}
    same = Proposal.objects.filter(**content, **author, state=PROPOSAL.initial, versions__text=text)
    if (twin := same.first()) is not None:
        return twin
    proposal = Proposal.objects.create(
        **content, **author, state=PROPOSAL.initial, created_at=at, stage_since=at
    )
    ProposalVersion.objects.create(
        proposal=proposal, number=1, title=title, summary=summary, text=text, author_id=by.user_id, at=at
    )
    record(events.PROPOSAL_DRAFTED, subject=proposal, by=by, at=at)
    return proposal


@transaction.atomic
def revise_draft(
    *,
    proposal_id: int,
    kind: str,
    title: str,
    summary: str,
    text: str,
    group_id: int,
    name: str = "",
    replaces: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Proposal:
    """Save a draft. Drafts keep no versions: the first one is published by submitting.

    ``replaces`` is when the draft was saved that the author started from (``at`` of version 1): what another
    author saved meanwhile is not overwritten unseen. Saving the same again changes nothing.

    Raises:
        Forbidden: not an author. NotNow: it is no draft any more, or was saved by someone else meanwhile.
    """
    proposal = locked(proposal_id)
    rules.may_revise_draft(by, proposal, at).require()
    saved = proposal.versions.select_related("author").get(number=1)
    content = {"kind": kind, "title": title, "summary": summary, "name": name, "group_id": group_id}
    if saved.text == text and all(getattr(proposal, field) == value for field, value in content.items()):
        return proposal
    if replaces is not None and replaces != saved.at:
        message = (
            f"{saved.author} saved this draft meanwhile. "
            "Nothing of yours is lost: compare it with theirs, then save again."
        )
        raise NotNow(message)
    for field, value in content.items():
        setattr(proposal, field, value)
    proposal.save(update_fields=["kind", "title", "summary", "name", "group"])
    saved.title, saved.summary, saved.text, saved.at = title, summary, text, at
    saved.author_id = by.person_id
    saved.save(update_fields=["title", "summary", "text", "at", "author"])
    return proposal


@transaction.atomic
def submit_proposal(*, proposal_id: int, by: Actor, at: datetime) -> Proposal:
    """Hand a draft over to its working group, open for comment.

    Raises:
        Forbidden: not an author. NotNow: no draft, or incomplete, or the group is closed.
    """
    proposal = locked(proposal_id)
    rules.may_submit(by, proposal, at).require()
    changed = move(proposal, "submit", at)
    proposal.submitted_at = at
    proposal.save(update_fields=[*changed, "submitted_at"])
    record(events.PROPOSAL_SUBMITTED, subject=proposal, by=by, at=at, data={"group": proposal.group.name})
    return proposal


@transaction.atomic
def publish_version(
    *,
    proposal_id: int,
    title: str,
    summary: str,
    text: str,
    note: str,
    replaces: int | None = None,
    by: Actor,
    at: datetime,
) -> Proposal:
    """Publish the next version; a proposal that waited for its author goes back to review.

    ``replaces`` is the version the author started from: nothing published meanwhile is overwritten unseen.

    Raises:
        Forbidden: not an author. NotNow: in vote or settled, unchanged, or another version appeared
        meanwhile.
    """
    proposal = locked(proposal_id)
    rules.may_publish(by, proposal, at).require()
    latest = proposal.versions.get(number=proposal.latest_version)
    if replaces is not None and replaces != latest.number:
        message = (
            f"{latest.author} published version {latest.number} meanwhile. "
            "Your text is kept below: compare it with theirs, then publish again."
        )
        raise NotNow(message)
    if (latest.title, latest.summary, latest.text) == (title, summary, text):
        message = f"This is version {latest.number}, unchanged."
        raise NotNow(message)
    if by.user_id is None:
        raise Forbidden(SIGN_IN)
    version = ProposalVersion.objects.create(
        proposal=proposal,
        number=latest.number + 1,
        title=title,
        summary=summary,
        text=text,
        note=note,
        author_id=by.user_id,
        at=at,
    )
    changed = move(proposal, "publish", at)
    proposal.title, proposal.summary, proposal.latest_version = title, summary, version.number
    proposal.save(update_fields=[*changed, "title", "summary", "latest_version"])
    record(
        events.VERSION_PUBLISHED,
        subject=proposal,
        by=by,
        at=at,
        data={"version": version.number, "note": note},
    )
    return proposal


@transaction.atomic
def comment_on_proposal(*, proposal_id: int, text: str, by: Actor, at: datetime) -> Comment:
    """Add a remark to the discussion, on the present version. Saying the same again at once changes nothing.

    Raises:
        Forbidden: not a representative. NotNow: a draft, or settled.
    """
    proposal = locked(proposal_id)
    rules.may_comment(by, proposal, at).require()
    if by.user_id is None:
        raise Forbidden(SIGN_IN)
    last = proposal.comments.filter(author_id=by.user_id).last()
    if last is not None and (last.text, last.version) == (text, proposal.latest_version):
        return last
    comment = Comment.objects.create(
        proposal=proposal,
        version=proposal.latest_version,
        author_id=by.user_id,
        author_name=by.name,
        organization_name=by.organization_name,
        text=text,
        at=at,
    )
    record(events.PROPOSAL_COMMENTED, subject=proposal, by=by, at=at, data={"comment": comment.pk})
    return comment


@transaction.atomic
def return_proposal(*, proposal_id: int, note: str, by: Actor, at: datetime) -> Proposal:
    """Give the ball back to the author, saying what is missing.

    Raises:
        Forbidden: neither chair nor staff. NotNow: not in review.
    """
    proposal = locked(proposal_id)
    rules.may_return(by, proposal, at).require()
    changed = move(proposal, "return", at)
    proposal.reasons = note
    proposal.save(update_fields=[*changed, "reasons"])
    record(events.PROPOSAL_RETURNED, subject=proposal, by=by, at=at, data={"note": note})
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, reason: str, by: Actor, at: datetime) -> Proposal:
    """Take a proposal back, for a reason that stays on record.

    Raises:
        Forbidden: not an author. NotNow: in vote or settled.
    """
    proposal = locked(proposal_id)
    rules.may_withdraw(by, proposal, at).require()
    changed = move(proposal, "withdraw", at)
    proposal.reasons = f"Withdrawn: {reason}"
    proposal.save(update_fields=[*changed, "reasons"])
    record(events.PROPOSAL_WITHDRAWN, subject=proposal, by=by, at=at, data={"reason": reason})
    return proposal


@transaction.atomic
def lapse_proposal(*, proposal_id: int, by: Actor, at: datetime) -> Proposal:
    """Close a proposal whose author has not answered for the set time.

    Raises:
        Forbidden: neither system nor staff. NotNow: not waiting for the author, or not long enough.
    """
    proposal = locked(proposal_id)
    rules.may_lapse(by, proposal, at).require()
    days = (at - proposal.stage_since).days
    changed = move(proposal, "lapse", at)
    proposal.reasons = f"Lapsed: no answer from the author for {days} days."
    proposal.save(update_fields=[*changed, "reasons"])
    record(events.PROPOSAL_LAPSED, subject=proposal, by=by, at=at, data={"days": days})
    return proposal
