"""Where something stands, and what one may do about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.messages.storage.base import Message
from django.template import Context, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alliance.kernel.verdict import YES, Verdict
from alliance.web.components.library import Parts, inline_tag, known_tone, register
from alliance.web.icons import ICONS, TONE_ICONS
from alliance.web.parts import Status, Step


@inline_tag("components/icon.html")
def icon(*, name: str) -> Parts:
    """A decorative icon, hidden from assistive technology.

    Raises:
        TemplateSyntaxError: there is no such icon.
    """
    if name not in ICONS:
        raise TemplateSyntaxError(f"unknown icon {name!r}; known are {', '.join(sorted(ICONS))}")
    return {"path": ICONS[name]}


@inline_tag("components/tag.html")
def tag(*, text: str, tone: str = "neutral", icon: str = "") -> Parts:
    """A status word. It is not a control; the tone's own icon is used when none is named."""
    return {"text": text, "tone": known_tone(tone), "icon": icon or TONE_ICONS[tone]}


@register.simple_block_tag
def status_line(
    content: str, *, label: str, tone: str = "neutral", beside: Iterable[Status] = ()
) -> SafeString:
    """The opening of every object: where it stands, who has the ball, until when, what you can do.

    The content is one to three ``<p>``, the first of them the state in one sentence, then at most one
    ``verdict_button``. ``beside`` are further words that hold as well: secret, provisional.
    """
    return render_to_string(
        "components/status_line.html",
        {"content": content, "label": label, "tone": known_tone(tone), "beside": beside},
    )


@register.inclusion_tag("components/stepper.html")
def stepper(*, steps: Sequence[Step], label: str = "Progress") -> Parts:
    """The stages of a procedure as an ordered list with words and dates."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/action_row.html", takes_context=True)
def action_row(
    context: Context,
    *,
    title: str,
    href: str,
    verb: str = "",
    ref: str = "",
    due: datetime | None = None,
    tone: str = "neutral",
    note: str = "",
    button: str = "",
    button_href: str = "",
    button_kind: str = "secondary",
    state: str = "",
    due_word: str = "",
) -> Parts:
    """A line of a list of things to do or to look at; stands in ``<ul class="action-list">``.

    ``verb`` says what is asked (Vote, Review), ``state`` is an optional status word in ``tone``,
    ``due`` is shown as a deadline after ``due_word`` (closes), ``button`` leads to ``button_href`` or to
    ``href``; ``button_kind`` is ``primary`` where the row comes before the others.
    """
    return {
        "title": title,
        "href": href,
        "verb": verb,
        "ref": ref,
        "due": due,
        "tone": known_tone(tone),
        "note": note,
        "button": button,
        "button_href": button_href or href,
        "button_kind": button_kind,
        "due_word": due_word,
        "state": state,
        "now": context.get("now"),
    }


@register.inclusion_tag("components/verdict_button.html")
def verdict_button(
    *,
    label: str,
    verdict: Verdict = YES,
    href: str = "",
    post: str = "",
    kind: str = "primary",
    name: str = "",
    value: str = "",
) -> Parts:
    """A link (``href``), a form of one button (``post``), or a submit button of the form around it.

    When the verdict is a no, the control is greyed and its reason stands beside it as text.

    Args:
        kind: ``primary``, ``secondary``, ``quiet`` or ``danger``.
        name, value: what the button sends.

    Raises:
        TemplateSyntaxError: unknown kind.
    """
    if kind not in {"primary", "secondary", "quiet", "danger"}:
        raise TemplateSyntaxError(f"unknown kind of button {kind!r}")
    return {
        "label": label,
        "verdict": verdict,
        "href": href,
        "post": post,
        "kind": kind,
        "name": name,
        "value": value,
    }


@register.simple_block_tag
def banner(content: str, *, tone: str = "info", label: str = "Notice") -> SafeString:
    """One notice above the heading of a page: maintenance, demonstration, acting for someone."""
    return render_to_string(
        "components/banner.html", {"content": content, "label": label, "tone": known_tone(tone)}
    )


@register.simple_block_tag
def confirmation_panel(content: str, *, title: str, code: str = "") -> SafeString:
    """What has just been recorded, with its receipt code. No links inside."""
    return render_to_string(
        "components/confirmation_panel.html", {"content": content, "title": title, "code": code}
    )


@register.inclusion_tag("components/messages.html")
def message_list(*, messages: Iterable[Message]) -> Parts:
    """The flash messages of this request. Only minor successes belong here; errors stay in the page."""
    return {"messages": messages}


@register.inclusion_tag("components/empty_state.html")
def empty_state(*, text: str, href: str = "", link: str = "") -> Parts:
    """One sentence where a list would be, and where to go instead."""
    return {"text": text, "href": href, "link": link}
