"""Every component tag of the product, in one library that all templates have built in."""

from alliance.web.components import charts, forms, page, prose, status, times
from alliance.web.components.library import register

__all__ = ["charts", "forms", "page", "prose", "register", "status", "times"]
