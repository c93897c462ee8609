"""An address as a QR code."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str) -> SafeString:
    """The code as SVG of attributes only: nothing in it needs a style."""
    code = segno.make(address, error="m")
    title = f"QR code of {address}"
    svg = code.svg_inline(scale=4, border=2, light="#FFFFFF", title=title, lineclass=None, svgclass="qr")
    return mark_safe(svg)  # noqa: S308 -- made by segno; the title is escaped by it
