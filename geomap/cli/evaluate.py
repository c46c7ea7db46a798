"""`geomap evaluate`: the field's figures on gold corpora."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from geomap.evaluation.corpora import read_corpus
from geomap.evaluation.runner import Report, calibration_error, evaluate_corpus
from geomap.pipeline import open_engine
from geomap.settings import RECOGNIZERS, load_settings


@click.command(short_help="Figures on gold corpora.")
@click.argument("corpora", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="CORPUS...")
@click.option("--recognizer", type=click.Choice(RECOGNIZERS), help="How place names are found.  [default: default]")
@click.option("--focus-prior/--no-focus-prior", default=None, help="Prefer the four regions a little.  [default: on]")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures as JSON into this file.")
@click.option("--misses", type=int, default=0, show_default=True, help="Show so many of the worst errors.")
def evaluate(corpora: tuple[Path, ...], json_path: Path | None, misses: int, **flags: Any) -> int:
    """Measure recognition and resolution on gold corpora (.jsonl, or the XML of LGL, TR-News and GWN).

    Recognition is F1 over spans without demonyms; "given" is Accuracy@161km over all placed gold mentions, demonyms
    too; end to end is F1 of what was both found and placed within 161 km. Beside them stand the population prior (the
    most populous candidate) and the ceiling (any candidate within 161 km).
    """
    engine = open_engine(load_settings(**flags))
    reports = []
    for path in corpora:
        report = evaluate_corpus(
            read_corpus(path), recognizer=engine.recognizer, resolver=engine.resolver, gazetteer=engine.gazetteer
        )
        reports.append(report)
        _show(report, misses)
    if json_path:
        json_path.write_text(json.dumps([_plain(report) for report in reports], indent=1), encoding="utf-8")
    return 0


def _show(report: Report, misses: int) -> None:
    found, given = report.recognized, report.given
    overlap, exact, whole = found["recognition"]["overlap"], found["recognition"]["exact"], found["end_to_end"]
    click.echo(f"{report.corpus}  ({found['documents']} documents, {found['gold']} toponyms, {report.recognizer_id})")
    click.echo(
        f"  recognition   overlap F1 {overlap['f1']:.3f} (p {overlap['p']:.3f} r {overlap['r']:.3f}), exact F1 {exact['f1']:.3f}"
    )
    click.echo(
        f"  given         {given['within_161_km']:.3f} within 161 km [{report.given_95[0]:.3f}, {report.given_95[1]:.3f}],"
        f" {given['within_20_km']:.3f} within 20 km, median {given['median_km']:.1f} km, AUC {given['auc']:.3f}, n {given['n']}"
    )
    click.echo(
        f"                population prior {report.baselines['population_prior']:.3f}, ceiling {report.baselines['ceiling']:.3f},"
        f" calibration error {calibration_error(report.calibration):.3f}"
    )
    click.echo(f"  end to end    F1 {whole['f1']:.3f} [{report.end_to_end_95[0]:.3f}, {report.end_to_end_95[1]:.3f}]")
    for miss in sorted(report.misses, key=lambda m: (not m.is_reachable, -m.error_km))[:misses]:
        chosen = miss.resolution.candidates[0].place if miss.resolution.candidates else None
        took = (
            f"{chosen.name} ({chosen.feature_code}, {chosen.admin1_name}, {chosen.country_code})"
            if chosen
            else "nothing"
        )
        click.echo(f"    {'rank' if miss.is_reachable else 'absent'}  {miss.gold.text!r} took {took}: …{miss.snippet}…")


def _plain(report: Report) -> dict[str, Any]:
    value = asdict(report)
    value.pop("misses")
    return value
