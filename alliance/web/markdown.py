"""Markdown written by people, as HTML that is safe to show."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code",
    "em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}

_parser = MarkdownIt("js-default", {"html": False}).disable("image")


def render_markdown(text: str) -> SafeString:
    """Turn Markdown into HTML.

    Raw HTML is shown as text, images become links (a page loads nothing from elsewhere), headings are
    one level lower so that the page keeps its only ``h1``.
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            _lower(token)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(  # noqa: S308 -- cleaned by nh3 in this very line
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"},
                  link_rel="nofollow noopener")
    )  # fmt: skip


def _lower(heading: Token) -> None:
    heading.tag = f"h{min(6, int(heading.tag[1]) + 1)}"
