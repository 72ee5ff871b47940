"""The utility report as one HTML file for people: no script, nothing from elsewhere, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from airflow_gov_provider.core.masking.utility.plots import Pair, dumbbells
from airflow_gov_provider.core.masking.utility.quality import Figure
from airflow_gov_provider.core.masking.utility.report import UtilityReport

_STYLE = """
:root { color-scheme: light dark; --text: #1c2430; --soft: #5b6675; --back: #fbfbfd; --card: #fff;
  --edge: #dfe3ea; --before: #7a8699; --after: #0b6bcb; --lost: #d7862b; --good: #1a7f4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --soft: #9aa5b5; --back: #12161c;
  --card: #1a2028; --edge: #2c3440; --before: #93a0b4; --after: #5cb0ff; --lost: #e6a453;
  --good: #5fcf94; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 1.15rem; margin: 0 0 8px; }
p { margin: 0 0 12px; overflow-wrap: anywhere; } .soft { color: var(--soft); }
section { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 16px;
  margin: 16px 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
.figures div { border: 1px solid var(--edge); border-radius: 10px; padding: 12px; }
.figures b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } svg { display: block; width: 100%; max-width: 680px; height: auto; }
svg text { fill: var(--text); font: 13px system-ui, sans-serif; } svg .tick, svg .note { fill: var(--soft); }
svg .grid { stroke: var(--edge); } svg .lost { stroke: var(--lost); stroke-width: 3; opacity: .7; }
svg circle.before { fill: var(--card); stroke: var(--before); stroke-width: 2.5; }
svg circle.after { fill: var(--after); } svg .whisker.before { stroke: var(--before); }
svg .whisker.after { stroke: var(--after); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--edge); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .good { color: var(--good); } .bad { color: var(--bad); }
.key span { margin-right: 16px; } .ring, .dot { display: inline-block; width: 12px; height: 12px;
  border-radius: 50%; margin-right: 6px; vertical-align: -1px; }
.ring { border: 2.5px solid var(--before); } .dot { background: var(--after); }
summary { cursor: pointer; color: var(--soft); }
"""
_KEY = '<p class="key soft"><span><i class="ring"></i>source</span><span><i class="dot"></i>copy</span></p>'


def page(report: UtilityReport, source: str, copy: str) -> str:
    """The page as a text. :param source: how the page names it. :param copy: likewise."""
    kind = "synthetic copy" if report.question.synthetic else "masked copy"
    sections = [_models(report), _columns(report), _velocity(report), _anonymity(report), _closeness(report)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Utility of a {kind}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>What the {kind} is still good for</h1>"
        f'<p class="soft">{escape(copy)}<br>compared with {escape(source)}</p>'
        f"{''.join(sections)}</main></body></html>\n"
    )


def _models(report: UtilityReport) -> str:
    found = report.quality
    how = (
        "Models learn from the copy and are tested on rows of the source."
        if report.question.synthetic
        else "Both models are tested on the same rows, in five parts."
    )
    subject = report.question.subject
    grouped = f" No subject ({escape(subject)}) is in both parts." if subject else ""
    pairs = [
        Pair(
            "AUC",
            found.auc_before.mean,
            found.auc_after.mean,
            (found.auc_before.error, found.auc_after.error),
        ),
        Pair(
            "average precision",
            found.ap_before.mean,
            found.ap_after.mean,
            (found.ap_before.error, found.ap_after.error),
        ),
    ]
    # A tenth below the worst: differences of a hundredth can be seen.
    least = max(
        0.0, int(10 * min(value for pair in pairs for value in (pair.before or 0, pair.after or 0)) - 1) / 10
    )
    warning = (
        ""
        if report.target_kept
        else '<p class="bad">The target itself is masked: the copy does not say the same of every row.</p>'
    )
    return (
        f"<section><h2>A model of {escape(report.question.target)}</h2>{warning}"
        f'<p class="soft">{found.rows:,} rows, {found.positives:,} positive; gradient boosting over '
        f"{len(report.learned)} columns. {how}{grouped}</p>"
        f'<div class="figures">{_lost("AUC lost", found.auc_loss)}'
        f"{_lost('average precision lost', found.ap_loss)}</div>{_KEY}"
        f'<div class="wide">{dumbbells("Model quality of source and copy", pairs, least=least)}</div></section>'
    )


def _lost(name: str, loss: Figure) -> str:
    return f'<div><b>{loss.mean:+.3f}</b><span class="soft">{name}<br>standard error {loss.error:.3f}</span></div>'


def _columns(report: UtilityReport) -> str:
    pairs = [Pair(one.label, one.target_before, one.target_after) for one in report.columns]
    most = max([0.01, *(one.target_before for one in report.columns if one.label != report.question.target)])
    shown = [pair for pair in pairs if pair.name != report.question.target]
    rows = [
        (
            escape(one.label),
            f"{one.target_before:.4f}",
            f"{one.target_after:.4f}",
            "" if one.of_source is None else f"{one.of_source:.0%}",
            f"{one.distinct_before:,}",
            f"{one.distinct_after:,}",
            '<span class="good">yes</span>' if one.joins else "no",
        )
        for one in report.columns
    ]
    header = ("column", "target, source", "target, copy", "told of source", "values", "of copy", "joins kept")
    return (
        "<section><h2>What each column tells of the target</h2>"
        '<p class="soft">Normalised mutual information. A pseudonym tells as much as the value it stands for; '
        "what is coarser tells less.</p>"
        f'{_KEY}<div class="wide">{dumbbells("Information with the target", shown, most)}</div>'
        f"<details><summary>All figures</summary>{_table(header, rows)}</details></section>"
    )


def _velocity(report: UtilityReport) -> str:
    if not report.velocity:
        return ""
    rows = [
        (
            escape(one.feature.replace("_", " ")),
            f"{one.distance:.3f}",
            f"{one.floor:.3f}",
            '<span class="good">yes</span>' if one.within else '<span class="bad">no</span>',
        )
        for one in report.velocity
    ]
    return (
        "<section><h2>Time and velocity</h2>"
        '<p class="soft">Distance between the distributions of source and copy (Kolmogorov-Smirnov), and what '
        "two halves of the source differ by.</p>"
        f"{_table(('feature', 'distance', 'noise floor', 'within noise'), rows)}</section>"
    )


def _anonymity(report: UtilityReport) -> str:
    if report.anonymity is None:
        return ""
    before, after = report.anonymity
    if not before.columns:
        return ""
    pairs = [
        Pair(f"fewer than {k} alike", one, other, note=f"{one:.0%} → {other:.0%}")
        for (k, one), (_, other) in zip(before.below, after.below, strict=True)
    ]
    return (
        "<section><h2>How far quasi-identifiers tell rows apart</h2>"
        f'<p class="soft">Share of rows that so few rows are like in {escape(", ".join(before.columns))}. '
        f"The rarest combination has {before.smallest:,} rows before and {after.smallest:,} after.</p>"
        f'{_KEY}<div class="wide">{dumbbells("Rows in small classes", pairs)}</div></section>'
    )


def _closeness(report: UtilityReport) -> str:
    found = report.closeness
    if found is None:
        return ""
    return (
        "<section><h2>How close it comes to real rows</h2>"
        f'<div class="figures"><div><b>{found.copies:,}</b><span class="soft">exact copies</span></div>'
        f'<div><b>{found.share:.3f}</b><span class="soft">closer to training than to unseen rows; 0.5 is '
        f"chance, standard error {found.error:.3f}</span></div>"
        f'<div><b>{found.membership:.3f}</b><span class="soft">AUC of a membership test; 0.5 tells nothing'
        "</span></div></div></section>"
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
