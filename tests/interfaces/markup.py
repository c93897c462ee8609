"""Text that a browser must not run and a spreadsheet must not calculate, in every field that is shown."""

# ruff: noqa: E501 -- tables of what is sent

from datetime import date
from typing import Any

from alliance.audit.dispatch import deliver_due
from alliance.kernel.actor import Actor
from alliance.voting.actions import cast_vote, close_ballot
from members import actions as members
from projects import actions as projects
from tests.cast import Cast, add_organization, in_review, in_vote
from tests.cast import line as line_of
from tests.interfaces.ballot_scenes import written_on

SCRIPTS = [
    "<script>fire()</script>",
    '"><img src=x onerror=fire()>',
    "'-fire()-'",
    "</textarea></title></style><svg/onload=fire()>",
    "<iframe srcdoc='<script>parent.fire()</script>'>",
    "<a href=javascript:fire()>x</a>",
    "{{ fire() }}{% load fire %}",
    "<details open ontoggle=fire()>",
    "javascript:fire()//\"onfocus=fire() autofocus='",
    "<!--><style>@import 'javascript:fire()'</style>",
]
IN_MARKDOWN = """
[a](javascript:fire()) [b](JaVaScRiPt:fire()) [c](&#106;avascript:fire()) [d](java\tscript:fire()) [e](data:text/html,<script>fire()</script>)
[f](vbscript:fire()) [g](<javascript:fire()>) ![h](javascript:fire()) ![i](x" onerror="fire()) [j](https://x.example "t" onmouseover="fire()")
<javascript:fire()> <https://x.example/"onmouseover="fire()> [k]: javascript:fire()

[k] `<script>fire()</script>` **<b onclick=fire()>**

```<script>
</code></pre><script>fire()</script>
```

| <img src=x onerror=fire()> | b |
|---|---|
| [x](javascript:fire()) | <svg onload=fire()> |

## <img src=x onerror=fire()>
"""
LINE = " ".join(SCRIPTS[:2]) + " '"
TEXT = "\n\n".join([*SCRIPTS, IN_MARKDOWN])
FORMULAS = ["=cmd|'/c calc'!A1", "+1+cmd", "-2+3", "@SUM(1)"]


def told_everywhere(cast: Cast, line: str = LINE, text: str = TEXT) -> None:
    """That line and that text in every field of which pages, mails, feeds and files are made."""
    mean = add_organization(cast, f"{line} & Co", summary=text[:1000], aliases=[line, "=1+1"])
    cast.staff.name = f"{line} Sam"[:120]
    cast.staff.save(update_fields=["name"])
    for name in ("Hill", "Lake", "River"):
        cast.people[name].name = f"{line} {name}"[:120]
        cast.people[name].save(update_fields=["name"])
    staff: Any = {"by": cast.by("staff"), "at": cast.now}
    members.revise_charter(group_id=cast.group.pk, text=text, note=line, **staff)
    members.found_group(name=f"{line} group", mandate=text[:600], founded_on=date(2025, 1, 1), **staff)
    projects.register_project(
        name=f"{line} project", summary=text[:1200], organization_ids=[mean.pk], **staff
    )
    written_on(cast, line, text)
    fields = {"title": f"{line} title"[:160], "summary": text[:1200], "text": text}
    _, ballot = in_vote(cast, **fields, name=f"{line} first"[:120])
    for name in ("Lake", "River", "Stone"):
        elector = line_of(ballot, name).pk
        cast_vote(ballot_id=ballot.pk, elector_id=elector, choice="for", by=cast.by(name), at=cast.now)
    at = cast.later(days=15)
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    deliver_due(at=at)
    staff["at"] = at
    proposal, (review, _) = in_review(cast, **fields, name=f"{line} second"[:120])
    projects.comment_on_proposal(proposal_id=proposal.pk, text=text, by=cast.by("Stone"), at=cast.now)
    projects.submit_review(
        review_id=review.pk,
        recommendation="revise",
        remarks=text,
        confidential=text,
        by=cast.by("River"),
        at=cast.now,
    )
    projects.return_proposal(proposal_id=proposal.pk, note=text[:2000], by=cast.by("Lake"), at=cast.now)
    projects.publish_version(
        proposal_id=proposal.pk,
        title=f"{line} again"[:160],
        summary=text[:1200],
        text=f"{text}\n\nMore.",
        note=line,
        by=cast.by("Hill"),
        at=cast.now,
    )
    members.suspend_membership(organization_id=mean.pk, reason=line, **staff)
    cast.later(seconds=1)
