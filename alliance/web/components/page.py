"""The parts a page is put together from."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.template import Context, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from alliance.web.components.library import Parts, inline_tag, known_tone, register
from alliance.web.parts import Crumb, Fact, Happening, Tab


@register.simple_tag
def installation() -> dict[str, str | bool]:
    """Name, kind and address of this installation, whatever ``site`` a view of another package brings."""
    return {"name": settings.ALLIANCE_NAME, "demo": settings.ALLIANCE_DEMO, "url": settings.SITE_URL}


@inline_tag("components/nav_link.html", takes_context=True)
def nav_link(context: Context, *, to: str, label: str, count: int = 0, icon: str = "") -> Parts:
    """A link of the site's navigation to the URL named ``to``, marked when the reader is there or below."""
    href = reverse(to)
    here = context["request"].path if "request" in context else ""
    current = "page" if here == href else "true" if here.startswith(href) else ""
    return {"href": href, "label": label, "count": count, "icon": icon, "current": current}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*, items: Sequence[Crumb]) -> Parts:
    """Where this page stands, from the list above it down to itself."""
    return {"items": items}


@register.inclusion_tag("components/tabs.html")
def tabs(*, items: Sequence[Tab], label: str = "Sections") -> Parts:
    """A row of links, one address each."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, *, page: Page[Any], label: str = "Pages") -> Parts:
    """Links to the other pages of a list; they keep the filters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = context["request"].GET
    pages = []
    for number in numbers:
        target = query.copy()
        target["page"] = str(number)
        gap = not isinstance(number, int)
        pages.append({"number": number, "href": "" if gap else f"?{target.urlencode()}"})
    href = {entry["number"]: entry["href"] for entry in pages}
    return {
        "page": page,
        "label": label,
        "pages": pages,
        "previous": href.get(page.number - 1, ""),
        "next": href.get(page.number + 1, ""),
    }


@register.simple_block_tag
def card(
    content: str, *, title: str, href: str = "", meta: str = "", state: str = "", tone: str = "neutral"
) -> SafeString:
    """A short account of one thing; its title is the only link. Stands in ``<div class="cards">``."""
    return render_to_string(
        "components/card.html",
        {
            "content": content,
            "title": title,
            "href": href,
            "meta": meta,
            "state": state,
            "tone": known_tone(tone),
        },
    )


@register.simple_block_tag
def disclosure(content: str, *, summary: str, open: bool = False) -> SafeString:  # noqa: A002 -- the HTML attribute, keyword-only
    """More of the same for those who want it; never the only copy of a warning."""
    return render_to_string(
        "components/disclosure.html", {"content": content, "summary": summary, "open": open}
    )


@register.simple_block_tag
def data_table(
    content: str, *, caption: str, layout: str = "cards", hide_caption: bool = False
) -> SafeString:
    """A table around ``<thead>`` and ``<tbody>``.

    Args:
        layout: ``cards`` turns rows into cards on narrow screens (give each ``<td>`` a ``data-label``,
            the first cell of a row is ``<th scope="row">``); ``scroll`` keeps the grid and scrolls it.
        hide_caption: only for those who cannot see the heading above.

    Raises:
        TemplateSyntaxError: unknown layout.
    """
    if layout not in {"cards", "scroll"}:
        raise TemplateSyntaxError(f"unknown table layout {layout!r}")
    return render_to_string(
        "components/data_table.html",
        {"content": content, "caption": caption, "layout": layout, "hide_caption": hide_caption},
    )


@register.inclusion_tag("components/facts.html")
def facts(*, items: Sequence[Fact]) -> Parts:
    """Terms and their values."""
    return {"items": items}


@register.inclusion_tag("components/number.html")
def number(*, value: int | str, label: str, href: str = "") -> Parts:
    """One large number; it links to the list it counts. Stands in ``<ul class="numbers">``."""
    return {"value": value, "label": label, "href": href}


@inline_tag("components/person_chip.html")
def person_chip(*, name: str, organization: str = "", role: str = "", href: str = "") -> Parts:
    """A person with organization and role."""
    words = name.replace(".", " ").split()
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""
    return {"name": name, "organization": organization, "role": role, "href": href, "initials": initials}


@inline_tag("components/id_ref.html")
def id_ref(*, ref: str, href: str = "") -> Parts:
    """A short id such as P-31, never broken or translated."""
    return {"ref": ref, "href": href}


@register.inclusion_tag("components/copy_field.html")
def copy_field(*, value: str, label: str, hint: str = "", name: str = "copy") -> Parts:
    """A value to take along: token, receipt code, address. ``name`` makes its id unique on the page."""
    return {"value": value, "label": label, "hint": hint, "name": name}


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, *, entries: Sequence[Happening], label: str = "Timeline") -> Parts:
    """What happened, in the order given."""
    return {"entries": entries, "label": label, "now": context.get("now")}
