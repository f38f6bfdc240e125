"""The look: contrast in both themes, and a script that reads without."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.STATICFILES_DIRS[0])
CSS = (STATIC / "look.css").read_text(encoding="utf-8")
AA_TEXT, AA_EDGE = 4.5, 3.0
TEXTS = [
    (ink, paper)
    for ink in ("ink", "ink-2", "ink-3", "beacon", "calm", "watch", "data-1", "data-2", "data-3")
    for paper in ("paper", "sheet", "sunken")
] + [
    ("on-beacon", "beacon"),
    ("beacon", "beacon-soft"),
    ("calm", "calm-soft"),
    ("watch", "watch-soft"),
    ("paper", "ink"),
    ("sheet", "ink"),
    ("ink", "line-2"),
    ("ink-2", "line-2"),
]


def themes() -> dict[str, dict[str, str]]:
    """Token → colour, by theme."""
    blocks = re.findall(r":root\s*{(.*?)}", CSS, flags=re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_at_two_in_the_morning(theme: str) -> None:
    """Every text colour on every ground it stands on has AA contrast, in both themes."""
    tokens = themes()[theme]
    weak = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < AA_TEXT} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_can_be_seen(theme: str) -> None:
    """Inputs and buttons have an edge with at least 3:1, and so has the mark of focus."""
    tokens = themes()[theme]
    for edge in ("edge", "focus"):
        for ground in ("paper", "sheet"):
            assert contrast(tokens[edge], tokens[ground]) >= AA_EDGE, (edge, ground)


def test_colours_are_tokens() -> None:
    """Outside the two lists of tokens no colour is written by hand, print apart."""
    body = CSS.split("* { box-sizing", 1)[1].split("@media print", 1)[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", body) == []


def test_nothing_moves_but_the_time() -> None:
    """No animation and no transition: the countdown is the only thing that changes by itself."""
    assert not re.search(r"\banimation|\btransition|@keyframes", CSS)
