"""A report as a Markdown section and as an HTML page with the worst errors and what was considered."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from geomap.evaluation.runner import Miss, Report, calibration_error

WORST_SHOWN = 60
BAR_WIDTH = 20

STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.25rem .7rem;border-bottom:1px solid #d8dee6;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}details{margin:.4rem 0}mark{background:#ffe08a}
small{color:#5a6675}"""


def markdown(reports: Sequence[Report], *, heading: str) -> str:
    """A section for docs/quality.md: a row a corpus, then calibration."""
    lines = [
        f"## {heading}",
        "",
        "| corpus | documents | recognition F1 (overlap, exact) | given mentions within 161 km [95 %] "
        "| answered, right of those | population prior | ceiling | end to end F1 [95 %] | calibration error |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for report in reports:
        found, whole = report.recognized["recognition"], report.recognized["end_to_end"]
        lines.append(
            f"| {report.corpus} | {report.recognized['documents']} |"
            f" {found['overlap']['f1']:.3f}, {found['exact']['f1']:.3f} |"
            f" {report.given['within_161_km']:.3f} {_range(report.given_95)} |"
            f" {report.answered['share']:.3f}, {report.answered['right']:.3f} |"
            f" {report.baselines['population_prior']:.3f} | {report.baselines['ceiling']:.3f} |"
            f" {whole['f1']:.3f} {_range(report.end_to_end_95)} | {calibration_error(report.calibration):.3f} |"
        )
    for report in reports:
        lines += ["", f"### Calibration on {report.corpus}", "", "```", *_reliability(report), "```"]
    return "\n".join(lines) + "\n"


def _range(bounds: tuple[float, float]) -> str:
    return f"[{bounds[0]:.3f}, {bounds[1]:.3f}]"


def _reliability(report: Report) -> list[str]:
    """A plot in characters: stated confidence against the share right, a line a bin."""
    lines = ["confidence  share right                 number"]
    for confidence, right, number in report.calibration:
        bar = "#" * round(right * BAR_WIDTH)
        lines.append(f"     {confidence:.2f}  {bar:<{BAR_WIDTH}}  {right:.2f}  {number:>6}")
    return lines


def html(reports: Sequence[Report]) -> str:
    """A page on its own: figures, breakdowns, worst errors with the candidates that were considered."""
    body = "".join(_section(report) for report in reports)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>geomap: quality</title>'
        f"<style>{STYLE}</style></head><body><h1>Quality</h1>{body}</body></html>\n"
    )


def _section(report: Report) -> str:
    found, whole = report.recognized["recognition"], report.recognized["end_to_end"]
    rows = [
        ("recognition, overlap F1", found["overlap"]["f1"]),
        ("recognition, exact F1", found["exact"]["f1"]),
        ("given mentions within 161 km", report.given["within_161_km"]),
        ("given mentions within 20 km", report.given["within_20_km"]),
        ("share of them answered", report.answered["share"]),
        ("answers within 161 km", report.answered["right"]),
        ("population prior", report.baselines["population_prior"]),
        ("ceiling of the gazetteer", report.baselines["ceiling"]),
        ("end to end F1", whole["f1"]),
        ("calibration error", calibration_error(report.calibration)),
    ]
    groups = "".join(
        f'<tr><td>{escape(key)}</td><td class="n">{values["n"]:.0f}</td>'
        f'<td class="n">{values["within_161_km"]:.3f}</td></tr>'
        for key, values in list(report.by_group.items())[:40]
    )
    worst = sorted(report.misses, key=lambda m: (not m.is_reachable, -m.resolution.confidence))[:WORST_SHOWN]
    return (
        f"<h2>{escape(report.corpus)}</h2><p><small>{report.recognized['documents']} documents,"
        f" {report.recognized['gold']} toponyms, recognizer {escape(report.recognizer_id)}</small></p><table>"
        + "".join(f'<tr><td>{escape(name)}</td><td class="n">{value:.3f}</td></tr>' for name, value in rows)
        + "</table><h3>By group</h3><table><tr><th>group</th><th>number</th><th>within 161 km</th></tr>"
        + f"{groups}</table>"
        + f"<h3>Worst errors ({len(report.misses)} in all)</h3>"
        + "".join(map(_miss, worst))
    )


def _miss(miss: Miss) -> str:
    marked = escape(miss.snippet).replace(escape(miss.gold.text), f"<mark>{escape(miss.gold.text)}</mark>")
    considered = "".join(
        f"<li>{escape(c.place.name)} ({escape(c.place.feature_code)}, {escape(c.place.admin1_name)},"
        f" {escape(c.place.country_code)}) score {c.score:.2f}</li>"
        for c in miss.resolution.candidates
    )
    why = "the right place was a candidate" if miss.is_reachable else "the gazetteer has no such place near gold"
    return (
        f"<details><summary>…{marked}… <small>{miss.error_km:,.0f} km; {why}; confidence"
        f" {miss.resolution.confidence:.2f}</small></summary><ol>{considered}</ol></details>"
    )
