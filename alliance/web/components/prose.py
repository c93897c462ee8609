"""Texts written by people."""

from django.utils.safestring import SafeString

from alliance.web.components.library import Parts, register
from alliance.web.diff import changed_count, stretches, word_diff
from alliance.web.markdown import render_markdown


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return render_markdown(text)


@register.inclusion_tag("components/prose.html")
def prose(*, text: str, lang: str = "") -> Parts:
    """A Markdown text in a readable measure, in its own direction and language."""
    return {"text": text, "lang": lang}


@register.inclusion_tag("components/diff.html")
def diff(*, old: str, new: str, label: str = "Changes") -> Parts:
    """What changed between two texts, word by word."""
    paragraphs = word_diff(old, new)
    return {"stretches": stretches(paragraphs), "changed": changed_count(paragraphs), "label": label}
