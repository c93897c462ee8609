"""What pages say on a demonstration."""

from typing import Any

from django import template

from alliance.demo.sign_ins import PASSWORD, PEOPLE

register = template.Library()


@register.inclusion_tag("account/demo_sign_ins.html")
def demo_sign_ins() -> dict[str, Any]:
    """With which people a visitor can look around."""
    return {"password": PASSWORD, "people": PEOPLE}
