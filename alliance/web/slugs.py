"""The last part of an object's address."""

from django.db import models
from django.utils.text import slugify


def free_slug(model: type[models.Model], name: str, *, otherwise: str, most: int) -> str:
    """A slug made from ``name`` that no row of ``model`` has, in at most ``most`` characters.

    ``otherwise`` stands in for a name without a Latin letter or digit.
    """
    stem = slugify(name)[: most - 6].strip("-") or otherwise
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
