"""Forms and filters."""

from collections.abc import Sequence

from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alliance.web.components.library import Parts, register
from alliance.web.parts import Chip, Choice


@register.inclusion_tag("components/field.html")
def field(*, field: BoundField, needed: bool = False) -> Parts:
    """Label, hint, error and control of a form field, in that order; optional fields say so.

    Labels of choices may be ``alliance.web.parts.Explained``, then the meaning stands under each. A field is
    ``needed`` that is asked for on this page though not always, or has something chosen beforehand.
    """
    input_type = getattr(field.field.widget, "input_type", "")
    many = field.use_fieldset and input_type in {"radio", "checkbox"}
    return {
        "field": field,
        "many": many,
        "single_checkbox": input_type == "checkbox" and not many,
        "is_optional": not (field.field.required or needed),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*, form: BaseForm) -> Parts:
    """Every error of the form on top of the page, each a link to its field. Nothing when there is none."""
    return {"form": form, "fields": [bound for bound in form if bound.errors and not bound.is_hidden]}


@register.inclusion_tag("components/form_body.html")
def form_body(*, form: BaseForm) -> Parts:
    """Error summary, hidden fields, visible fields; the page writes ``<form novalidate>`` and buttons."""
    return {"form": form}


@register.simple_block_tag
def filter_bar(
    content: str,
    *,
    shown: int,
    noun: str,
    label: str = "Filter",
    chips: Sequence[Chip] = (),
    clear: str = "",
    action: str = "",
) -> SafeString:
    """A GET form around filter controls, the number of rows it leaves and the filters in force as links.

    Args:
        shown: rows left; ``noun`` names them in the plural ("members").
        clear: address without any filter.
        action: address of the list; empty is this page.
    """
    return render_to_string(
        "components/filter_bar.html",
        {
            "content": content,
            "shown": shown,
            "noun": noun,
            "label": label,
            "chips": chips,
            "clear": clear,
            "action": action,
        },
    )


@register.inclusion_tag("components/filter_search.html")
def filter_search(*, name: str = "q", label: str = "Search", value: str = "") -> Parts:
    """The search box of a filter bar."""
    return {"name": name, "label": label, "value": value}


@register.inclusion_tag("components/filter_choices.html")
def filter_choices(*, name: str, label: str, choices: Sequence[Choice]) -> Parts:
    """Checkboxes with counts; any number may be on."""
    return {"name": name, "label": label, "choices": choices}


@register.inclusion_tag("components/filter_select.html")
def filter_select(*, name: str, label: str, choices: Sequence[Choice], any_label: str = "Any") -> Parts:
    """A list to pick one value from, or any."""
    return {"name": name, "label": label, "choices": choices, "any_label": any_label}
