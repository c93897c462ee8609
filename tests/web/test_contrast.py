"""The colours of the token file, measured as WCAG 2.2 measures them, in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
PAIR = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9A-F]{6}),\s*(#[0-9A-F]{6})\);")
TONES = ("neutral", "info", "open", "good", "warn", "urgent", "bad", "special")
GROUNDS = ("bg", "surface", "sunken")

TEXT, STATUS, GRAPHICS = 4.5, 7.5, 3.0

NEEDED = [
    *((ink, ground, TEXT) for ink in ("text", "muted") for ground in GROUNDS),
    *((ink, ground, TEXT) for ink in ("accent", "accent-hover") for ground in ("bg", "surface")),
    *(("on-accent", ground, TEXT) for ground in ("accent", "accent-hover")),
    *(("ctl", ground, GRAPHICS) for ground in ("bg", "surface")),
    ("focus", "bg", GRAPHICS),
    *((f"{tone}-fg", f"{tone}-bg", STATUS) for tone in TONES),
    *((f"{tone}-fg", "bg", TEXT) for tone in TONES),
    *(("text", f"{tone}-bg", TEXT) for tone in TONES),
    *((f"vote-{vote}", "bg", GRAPHICS) for vote in ("for", "against", "abstained")),
    *(("on-accent", f"vote-{vote}", TEXT) for vote in ("for", "against", "abstained")),
]


def tokens(theme: str) -> dict[str, str]:
    pairs = PAIR.findall(TOKENS.read_text())
    return {name: light if theme == "light" else dark for name, light, dark in pairs}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "needed"), NEEDED, ids=str)
def test_contrast(theme, ink, ground, needed):
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= needed


def test_every_colour_has_two_themes():
    declared = re.findall(r"--([a-z-]+):[^;]*#", TOKENS.read_text())
    assert sorted(declared) == sorted(tokens("light"))


def test_colours_are_named_in_the_token_file_only():
    sheets = [
        sheet for sheet in TOKENS.parent.rglob("*.css") if sheet.name not in {"tokens.css", "print.css"}
    ]
    assert len(sheets) > 30
    stray = {sheet.name: re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet.read_text()) for sheet in sheets}
    named = {"admin.css": {"#header", "#content", "#site"}}
    offences = {name: set(found) - named.get(name, set()) for name, found in stray.items()}
    assert {name: found for name, found in offences.items() if found} == {}
