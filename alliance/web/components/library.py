"""The one tag library all components register with."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.template import Library, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from alliance.web.parts import TONES

Parts = dict[str, Any]
"""What the template of a component is given."""

P = ParamSpec("P")

register = Library()


def inline_tag(
    template: str, *, takes_context: bool = False
) -> Callable[[Callable[P, Parts]], Callable[P, SafeString]]:
    """Register a component that stands within a line of text: no blank is left around it."""

    def decorate(parts_of: Callable[P, Parts]) -> Callable[P, SafeString]:
        @wraps(parts_of)
        def render(*args: P.args, **kwargs: P.kwargs) -> SafeString:
            html = render_to_string(template, parts_of(*args, **kwargs))
            return mark_safe(html.strip())  # noqa: S308 -- rendered by a template in the line above

        register.simple_tag(render, takes_context=takes_context)
        return render

    return decorate


def known_tone(tone: str) -> str:
    """``tone`` itself.

    Raises:
        TemplateSyntaxError: it is none of the tones of the design language.
    """
    if tone not in TONES:
        raise TemplateSyntaxError(f"unknown tone {tone!r}; known are {', '.join(sorted(TONES))}")
    return tone
