"""report.html: the content of report.json as one page that needs nothing else, on a phone too.

Everything that comes from questions, answers and files passes through `escape`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bot.estimates import MEANING, NAMES, printed

Content = Mapping[str, Any]

_HEADLINE = {
    "right_and_cited": "right, with the right passage cited",
    "refused": "of the unanswerable refused",
    "false_refusals": "of the answerable refused",
    "verbatim": "of the quotes verbatim",
}
_BY_KIND = ("right", "right_and_cited", "cited", "refused", "false_refusals", "exact", "f1", "facts", "date", "ndcg_10", "p50_ms")

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #667; --line: #d5d9de; --back: #fff; --card: #f6f7f9; --good: #13783f; --bad: #b3261e; --mark: #2456a6 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #9aa3ad; --line: #3a4048; --back: #15181b; --card: #1f2327; --good: #5fcf8f; --bad: #ff8a80; --mark: #8ab4f8 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 68rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back) }
h1 { font-size: 1.5rem; margin: .5rem 0 0 } h2, summary { font-size: 1.15rem; font-weight: bold; margin: 2rem 0 .5rem } summary { margin: 1rem 0; cursor: pointer }
p, td, th, dd, summary { overflow-wrap: anywhere }
.soft, dt, figcaption { color: var(--soft); font-size: .85rem }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; margin: 1rem 0 }
.tile, article { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem }
.tile b { display: block; font-size: 1.7rem; line-height: 1.2 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem }
th, td { text-align: right; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child, td:first-child { text-align: left } td.words { text-align: left; white-space: normal; min-width: 9rem }
.good { color: var(--good) } .bad { color: var(--bad) }
article { margin: .8rem 0 } article h3 { font-size: 1rem; margin: 0 }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem }
dl { margin: .5rem 0 0 } dd { margin: 0 0 .4rem; white-space: pre-line } blockquote { margin: .2rem 0; padding-left: .7rem; border-left: 3px solid var(--line) }
figure { margin: 0; max-width: 42rem } svg { width: 100%; height: auto; font: 15px system-ui, sans-serif } svg text { fill: var(--soft) }
"""


def page(report: Content) -> str:
    """`report` is the content of report.json."""
    title = f"{report['timeline']}: {len(report['questions'])} questions"
    parts = [
        f"<h1 dir=auto>{escape(title)}</h1>",
        f"<p class=soft>{escape(_made_from(report))}</p>",
        _tiles(report["metrics"]["all"]),
        _gate(report["gate"]),
        _changes(report["changes"]),
        _plot(report["risk_coverage"], report["questions"], report["metrics"]["all"]),
        _metrics(report["metrics"]["all"]),
        _kinds(report["metrics"]),
        _faults(report["questions"]),
    ]
    return (
        '<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<meta name=viewport content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n" + "\n".join(filter(None, parts)) + "\n</body>\n</html>\n"
    )


def _made_from(report: Content) -> str:
    index = report["index"]
    files = ", ".join(entry["file"] for entry in report["files"])
    return f"{files}, asked of generation {index['generation']} ({index['events']:,} events, {index['model']}), {report['created']}"


def _table(headings: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(heading)}" for heading in headings)
    return f"<div class=wide><table><thead><tr>{head}<tbody>{''.join(rows)}</table></div>"


def _tiles(overall: Content) -> str:
    tiles = [
        f"<div class=tile><b>{printed(name, overall[name]['value'])}</b>{escape(words)} <span class=soft>n = {overall[name]['n']}</span></div>"
        for name, words in _HEADLINE.items()
        if name in overall
    ]
    return f"<div class=tiles>{''.join(tiles)}</div>"


def _gate(limits: Sequence[Content] | None) -> str:
    if limits is None:
        return ""
    broken = [f"<li>{escape(limit['failure'])}" for limit in limits if limit["failure"] is not None]
    if not broken:
        return f"<p class=good>The gate holds: all {len(limits)} limits."
    return f"<h2 class=bad>The gate fails</h2><ul class=bad>{''.join(broken)}</ul>"


def _changes(changes: Sequence[Content] | None) -> str:
    if changes is None:
        return ""
    if not changes:
        return "<p>No question changed against the baseline."
    rows = [
        f"<tr><td class={'good' if change['better'] else 'bad'}>{'better' if change['better'] else 'worse'}"
        f"<td class=words dir=auto>{escape(change['question'])} <span class=soft>{escape(change['id'])}</span>"
        f"<td>{escape(change['before'])}<td>{escape(change['now'])}"
        for change in changes
    ]
    return "<h2>Changed against the baseline</h2>" + _table(("", "question", "before", "now"), rows)


def _metrics(overall: Content) -> str:
    rows = [
        f"<tr><td class=words>{name}<br><span class=soft>{escape(MEANING[name])}</span><td>{printed(name, found['value'])}"
        f"<td>{printed(name, found['low'], found['high'])}<td>{found['n']}"
        for name in NAMES
        if (found := overall.get(name)) is not None
    ]
    return _details("All metrics", _table(("metric", "value", "95% interval", "n"), rows))


def _kinds(groups: Content) -> str:
    def cell(name: str, found: Content | None) -> str:
        if found is None:
            return "<td>"
        return f"<td>{printed(name, found['value'])}<br><span class=soft>{printed(name, found['low'], found['high'])}</span>"

    rows = []
    for name, group in groups.items():
        cells = "".join(cell(metric, group.get(metric)) for metric in _BY_KIND)
        rows.append(f"<tr><td>{escape(name.removeprefix('kind '))}<td>{group['n']}{cells}")
    return _details("By kind", _table(("questions", "n", *(metric.replace("_", " ") for metric in _BY_KIND)), rows))


def _details(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>{body}</details>"


# --- risk and coverage ----------------------------------------------------------------------------------------------

_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 320, 50, 15
"""Of the drawing and its margins, in its own units."""


def _plot(points: Sequence[Content], questions: Sequence[Content], overall: Content) -> str:
    """The share of wrong answers among those at least as sure as each threshold, against how many those are."""
    answered = [point for point in points if point["threshold"] is not None]
    if not answered:
        return "<h2>Risk and coverage</h2><p>Nothing was answered."
    top = min(1.0, max(0.1, 1.25 * max(point["risk"] for point in answered)))

    def at(coverage: float, risk: float) -> str:
        return f"{_LEFT + coverage * (_WIDTH - _LEFT - 15):.1f},{_TOP + (1 - risk / top) * (_HEIGHT - _TOP - 45):.1f}"

    def line(path: str, style: str) -> str:
        return f'<polyline points="{path}" fill="none" {style}/>'

    def label(where: str, text: str, anchor: str, dy: int) -> str:
        x, y = where.split(",")
        return f'<text x="{x}" y="{y}" dy="{dy}" text-anchor="{anchor}">{text}</text>'

    best = sum(question["gold"]["answerable"] for question in questions) / len(questions)
    steps = [at(0, answered[0]["risk"]), *(at(point["coverage"], point["risk"]) for point in answered)]
    end = answered[-1]
    x, y = at(end["coverage"], end["risk"]).split(",")
    parts = [
        line(f"{at(0, 0)} {at(1, 0)}", 'stroke="var(--line)"'),
        line(f"{at(0, 0)} {at(0, top)}", 'stroke="var(--line)"'),
        line(f"{at(0, 0.05)} {at(1, 0.05)}", 'stroke="var(--bad)" stroke-dasharray="2 4"'),
        line(f"{at(best, 0)} {at(best, top)}", 'stroke="var(--good)" stroke-dasharray="6 4"'),
        line(" ".join(steps), 'stroke="var(--mark)" stroke-width="2"'),
        f'<circle cx="{x}" cy="{y}" r="4" fill="var(--mark)"/>',
        label(at(best, top), "answerable", "end", 10),
        label(at(0, 0.05), "5%", "end", 4),
        label(at(0, 0), "0", "end", 4),
        label(at(0, top), f"{100 * top:.0f}%", "end", 8),
        *(label(at(share, 0), f"{100 * share:.0f}%", "middle", 18) for share in (0, 0.25, 0.5, 0.75, 1)),
        label(at(0.5, 0), "questions answered", "middle", 38),
    ]
    words = (
        f"Wrong answers among the surest ones. The dot is the threshold in use; a perfect bot goes along the bottom as far as the green line. "
        f"AURC {printed('aurc', overall['aurc']['value'])}; {printed('coverage_95', overall['coverage_95']['value'])} of all questions can be answered "
        "with 95% of the answers right."
    )
    return (
        f'<h2>Risk and coverage</h2><figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="risk-coverage curve">{"".join(parts)}</svg>'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )


# --- what went wrong ------------------------------------------------------------------------------------------------


def _faults(questions: Sequence[Content]) -> str:
    faults = [question for question in questions if question["verdict"] != "right"]
    return f"<h2>{len(faults)} not right</h2>" + "\n".join(map(_fault, faults))


def _fault(question: Content) -> str:
    gold = question["gold"]
    asked = "".join(f"<p class=soft dir=auto>{escape(earlier)}</p>" for earlier in question["context"])
    wanted = _list(("short answer", gold["answers"]), ("facts", gold["facts"]))
    wanted += "".join(map(_passage, question["passages"])) if gold["answerable"] else "<p>There is no answer to this."
    given = _list(
        ("refused because", [question["reason"]] if question["reason"] else []),
        ("short answer", [question["short_answer"]] if question["short_answer"] else []),
        ("answer", [question["answer"]] if question["answer"] else []),
        ("confidence", [] if question["confidence"] is None else [f"{question['confidence']:.3f}"]),
    )
    given += "".join(map(_passage, question["citations"]))
    return (
        f"<article><p class=soft><span class=bad>{escape(question['verdict'])}</span> · {escape(question['kind'])} · {escape(question['id'])}</p>{asked}"
        f"<h3 dir=auto>{escape(question['question'])}</h3><div class=sides><div><p class=good>right</p>{wanted}</div>"
        f"<div><p class=bad>came back</p>{given or '<p>Nothing.'}</div></div></article>"
    )


def _list(*entries: tuple[str, Sequence[str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}<dd dir=auto>{escape(' · '.join(values))}" for name, values in entries if values)
    return f"<dl>{rows}</dl>" if rows else ""


def _passage(passage: Content) -> str:
    number = f"[{passage['n']}] " if "n" in passage else ""
    return (
        f"<blockquote dir=auto>{escape(passage['text'])}<br><span class=soft>{escape(number + passage['date_text'])} · {escape(passage['event_id'])}</span>"
        "</blockquote>"
    )
