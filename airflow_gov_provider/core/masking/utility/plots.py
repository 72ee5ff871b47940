"""Small plots as SVG, drawn with the page's own colours so that they follow light and dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 480
_LEFT = 150
_RIGHT = 96
_ROW = 30
_TOP = 26


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of a plot: what the source has and what the copy has, on a scale from 0 to ``most``.

    :param errors: standard errors of both, if they have any. :param note: at the end of the line.
    """

    name: str
    before: float | None
    after: float | None
    errors: tuple[float, float] = (0.0, 0.0)
    note: str = ""


def dumbbells(title: str, pairs: Sequence[Pair], most: float = 1.0, least: float = 0.0) -> str:
    """A ring for the source and a dot for the copy in each line, joined by what was lost.

    :param title: what a screen reader says; the figures themselves stand in a table beside the plot.
    """
    height = _TOP + _ROW * len(pairs) + 8
    span = (most - least) or 1.0

    def across(number: float) -> float:
        return _LEFT + (min(max(number, least), most) - least) / span * (_WIDTH - _LEFT - _RIGHT)

    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        *(_tick(across(at), at, height) for at in (least, least + span / 2, most)),
    ]
    for number, pair in enumerate(pairs):
        parts.append(_line(pair, _TOP + _ROW * number + _ROW // 2, across))
    return "".join([*parts, "</svg>"])


def _tick(x: float, value: float, height: int) -> str:
    return (
        f'<line class="grid" x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{height - 6}"/>'
        f'<text class="tick" x="{x:.1f}" y="14" text-anchor="middle">{value:.2g}</text>'
    )


def _line(pair: Pair, y: int, across: Callable[[float], float]) -> str:
    name = pair.name if len(pair.name) <= 20 else f"{pair.name[:19]}…"
    parts = [f'<text class="name" x="{_LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(name)}</text>']
    if pair.before is not None and pair.after is not None:
        ends = across(pair.before), across(pair.after)
        parts.append(f'<line class="lost" x1="{ends[0]:.1f}" y1="{y}" x2="{ends[1]:.1f}" y2="{y}"/>')
    for value, error, kind in zip((pair.before, pair.after), pair.errors, ("before", "after"), strict=True):
        if value is None:
            continue
        if error:
            low, high = across(value - error), across(value + error)
            parts.append(f'<line class="{kind} whisker" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>')
        radius = 6 if kind == "before" else 4
        parts.append(f'<circle class="{kind}" cx="{across(value):.1f}" cy="{y}" r="{radius}"/>')
    parts.append(
        f'<text class="note" x="{_WIDTH - 4}" y="{y + 4}" text-anchor="end">{escape(pair.note)}</text>'
    )
    return "".join(parts)
