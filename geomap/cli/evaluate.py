"""`geomap evaluate`: the field's figures on gold corpora."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from geomap.evaluation.corpora import read_corpus
from geomap.evaluation.gate import check
from geomap.evaluation.gate import set_floors as write_floors
from geomap.evaluation.pages import html, markdown
from geomap.evaluation.runner import Miss, Report, calibration_error, evaluate_corpus
from geomap.pipeline import open_engine
from geomap.settings import RECOGNIZERS, load_settings


@click.command(short_help="Figures on gold corpora.")
@click.argument("corpora", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="CORPUS...")
@click.option("--recognizer", type=click.Choice(RECOGNIZERS), help="How place names are found.  [default: default]")
@click.option("--focus-prior/--no-focus-prior", default=None, help="Prefer the four regions a little.  [default: on]")
@click.option(
    "--held-out",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with models that did not see a corpus: one folder a corpus, named as its file.",
)
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures as JSON into this file.")
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="Write a page with the worst errors.")
@click.option("--markdown", "markdown_path", type=click.Path(path_type=Path), help="Write the tables as Markdown.")
@click.option("--misses", type=int, default=0, show_default=True, help="Show so many of the worst errors.")
@click.option("--floors", type=click.Path(path_type=Path), help="Fail when a figure is below its floor in this file.")
@click.option("--set-floors", is_flag=True, help="Write the figures as new floors into the file.")
@click.option("--lower-floors", is_flag=True, help="Allow floors to sink; needs --reason.")
@click.option("--reason", default="", help="Why floors may sink; kept in the file.")
def evaluate(corpora: tuple[Path, ...], *, misses: int, held_out: Path | None, **flags: Any) -> int:
    """Measure recognition and resolution on gold corpora (.jsonl, or the XML of LGL, TR-News and GWN).

    Recognition is F1 over spans without demonyms; "given" is Accuracy@161km over all placed gold mentions, demonyms
    too; end to end is F1 of what was both found and placed within 161 km. Beside them stand the population prior (the
    most populous candidate) and the ceiling (any candidate within 161 km).

    The models that geomap ships have seen the development corpora: figures on those mean something only with
    --held-out.
    """
    outputs = {kind: flags.pop(f"{kind}_path") for kind in ("json", "html", "markdown")}
    gate = {name: flags.pop(name) for name in ("floors", "set_floors", "lower_floors", "reason")}
    # A corpus is no reason to ask a server hundreds of questions.
    settings = load_settings(nominatim="", **flags)
    engine = open_engine(settings)
    reports = []
    for path in corpora:
        corpus = read_corpus(path)
        if held_out:
            engine = open_engine(settings, models=held_out / corpus.name, gazetteer=engine.gazetteer)
        report = evaluate_corpus(
            corpus, recognizer=engine.recognizer, resolver=engine.resolver, gazetteer=engine.gazetteer
        )
        reports.append(report)
        _show(report, misses)
    _write(reports, outputs, is_held_out=held_out is not None)
    return _gate(reports, corpora, **gate) if gate["floors"] else 0


def _write(reports: Sequence[Report], outputs: Mapping[str, Path | None], *, is_held_out: bool) -> None:
    heading = "Leave-one-corpus-out" if is_held_out else "With the shipped models"
    texts = {
        "json": lambda: json.dumps([_plain(report) for report in reports], indent=1),
        "html": lambda: html(reports),
        "markdown": lambda: markdown(reports, heading=heading),
    }
    for kind, path in outputs.items():
        if path:
            path.write_text(texts[kind](), encoding="utf-8")


def _gate(
    reports: Sequence[Report],
    paths: Sequence[Path],
    *,
    floors: Path,
    set_floors: bool,
    lower_floors: bool,
    reason: str,
) -> int:
    if set_floors:
        for report, path in zip(reports, paths, strict=True):
            write_floors(floors, path, report, lower=lower_floors, reason=reason)
        return 0
    pinned = json.loads(floors.read_text(encoding="utf-8"))
    failures = [f for report, path in zip(reports, paths, strict=True) for f in check(report, path, pinned)]
    for failure in failures:
        click.echo(f"BELOW THE FLOOR  {failure.corpus} {failure.message}", err=True)
    return 1 if failures else 0


def _show(report: Report, misses: int) -> None:
    found, given, baselines, answered = report.recognized, report.given, report.baselines, report.answered
    overlap, exact, whole = found["recognition"]["overlap"], found["recognition"]["exact"], found["end_to_end"]
    lines = (
        f"{report.corpus}  ({found['documents']} documents, {found['gold']} toponyms, {report.recognizer_id})",
        f"  recognition   overlap F1 {overlap['f1']:.3f} (p {overlap['p']:.3f} r {overlap['r']:.3f}),"
        f" exact F1 {exact['f1']:.3f}",
        f"  given         {given['within_161_km']:.3f} within 161 km {_range(report.given_95)},"
        f" {given['within_20_km']:.3f} within 20 km, median {given['median_km']:.1f} km, AUC {given['auc']:.3f},"
        f" n {given['n']}",
        f"                {answered['share']:.3f} answered, {answered['right']:.3f} of those within 161 km",
        f"                population prior {baselines['population_prior']:.3f}, ceiling {baselines['ceiling']:.3f},"
        f" calibration error {calibration_error(report.calibration):.3f}",
        f"  end to end    F1 {whole['f1']:.3f} {_range(report.end_to_end_95)}",
    )
    click.echo("\n".join(lines))
    for miss in sorted(report.misses, key=lambda m: (not m.is_reachable, -m.error_km))[:misses]:
        why = "rank  " if miss.is_reachable else "absent"
        click.echo(f"    {why}  {miss.gold.text!r} took {_taken(miss)}: …{miss.snippet}…")


def _range(bounds: tuple[float, float]) -> str:
    return f"[{bounds[0]:.3f}, {bounds[1]:.3f}]"


def _taken(miss: Miss) -> str:
    if not miss.resolution.candidates:
        return "nothing"
    place = miss.resolution.candidates[0].place
    return f"{place.name} ({place.feature_code}, {place.admin1_name}, {place.country_code})"


def _plain(report: Report) -> dict[str, Any]:
    value = asdict(report)
    value.pop("misses")
    return value
