"""The one tag library all components register with."""

from django.template import Library, TemplateSyntaxError

from alliance.web.parts import TONES

register = Library()


def known_tone(tone: str) -> str:
    """``tone`` itself.

    Raises:
        TemplateSyntaxError: it is none of the tones of the design language.
    """
    if tone not in TONES:
        raise TemplateSyntaxError(f"unknown tone {tone!r}; known are {', '.join(sorted(TONES))}")
    return tone
