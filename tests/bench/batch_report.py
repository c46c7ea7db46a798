"""The tables of bench_batch.py as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import mean
from typing import TYPE_CHECKING, Any

from measured import machine

from geomap import __version__

if TYPE_CHECKING:
    from bench_batch import Case

KILOBYTE, GIGABYTE = 1e3, 1e9
HOUR_S, DAY_S = 3_600, 86_400
PARTS = 4
PLANNED = 100_000_000
"""Documents of the plan in docs/scale.md."""
PLAN_BEGIN, PLAN_END = "<!-- plan: written by bench_batch.py -->", "<!-- end of plan -->"

ABOUT = """# Performance

Written by `python tests/bench/bench_batch.py --write {arguments}`; `make bench` runs the small sizes.

geomap {version}, {day}, on {machine}. Load of the machine before the first run: {load:.1f}.

Documents are reports of 300 words, made from the examples with other names, dates and sources: {names:.1f} place names and
{events:.1f} events each. Every run goes from text to events, tables and map; the rate is of the whole run, from the start of
the process to the last output. Memory is that of all processes together, pages that they share counted once (PSS), looked
at every second. "Again" is the same run once more, with nothing new.
"""

STAGES = """
## Stages

CPU milliseconds a document in one process: {about}. The last three come after the last document; the map shows 100,000
events at most, so that its share falls in longer runs.
"""

SPACY = """
## Beside spaCy

Named entity recognition alone by spaCy {spacy} with two processes, tokenizer and recognizer, nothing else, on {documents}
of the same texts in the same run, before, between and after geomap's: {rate:.1f} documents a second ({rates}; {cpu:.1f} ms
of CPU each). `en_core_web_sm` is no package of
the index that this ran with: the pipeline is built with the parts and sizes of its recognizer (hash embeddings of norm, prefix,
suffix and shape with 5,000, 1,000, 2,500 and 2,500 rows, width 96, four layers; a transition-based recognizer, hidden width 64,
two pieces) and trained for a moment. Its speed depends on those sizes and the text, not on the values of its weights; its answers
mean nothing here. Starting its processes is not counted. From text to events: from the start of the process until the
events of all documents are brought together and stand in the tables; the map is drawn meanwhile and is mostly done later.
"""


def page(cases: Sequence[Case], stages: Mapping[str, Any], spacy: Sequence[Mapping[str, Any]], *, load: float) -> str:
    """docs/performance.md."""
    biggest = max(cases, key=lambda case: case.documents)
    figures = biggest.run.figures
    parts = [
        ABOUT.format(
            arguments="--documents " + " ".join(str(count) for count in sorted({case.documents for case in cases})),
            version=__version__,
            day=datetime.now(tz=UTC).date().isoformat(),
            machine=machine(),
            load=load,
            names=figures["names"] / biggest.documents,
            events=figures["found"] / biggest.documents,
        ),
        "\n## Runs\n\n" + table(RUN_COLUMNS, map(run_row, cases)),
        *scaling(cases),
        *growth(cases),
        outputs(biggest),
        stage_tables(stages),
    ]
    if spacy:
        parts.append(beside_spacy(cases, spacy))
    return "".join(parts)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


RUN_COLUMNS = (
    "recognizer", "documents", "workers", "documents a second", "seconds", "first document after", "merging and writing",
    "CPU a document", "first process's share", "peak memory", "growth of memory", "again",
)  # fmt: skip


def run_row(case: Case) -> list[str]:
    """A run as a row."""
    return [
        case.recognizer,
        f"{case.documents:,}",
        str(case.workers),
        f"**{case.rate:.1f}**",
        f"{case.seconds:.1f}",
        f"{case.startup_s:.1f} s",
        f"{case.finishing_s:.1f} s",
        f"{case.cpu_ms:.2f} ms",
        f"{case.parent_share:.1%}",
        f"{case.run.peak_mb:,.0f} MB",
        f"{case.memory_growth():.2f}",
        f"{case.again_s:.2f} s ({case.again_s / case.seconds:.1%})",
    ]


def case_line(case: Case) -> str:
    """A run in a line, printed as soon as it is over."""
    return " | ".join(f"{name} {value}" for name, value in zip(RUN_COLUMNS, run_row(case), strict=True))


def scaling(cases: Sequence[Case]) -> Iterator[str]:
    """What further workers bring."""
    rows = []
    for case in cases:
        alone = next((one for one in cases if one.workers == 1 and _alike(one, case)), None)
        if alone is not None and case.workers > 1:
            rows.append([case.recognizer, f"{case.documents:,}", str(case.workers), f"{case.rate / alone.rate:.2f}"])
    if rows:
        yield "\n## Workers\n\n" + table(("recognizer", "documents", "workers", "times the rate of one"), rows)


def _alike(one: Case, other: Case) -> bool:
    return (one.documents, one.recognizer) == (other.documents, other.recognizer)


def growth(cases: Sequence[Case]) -> Iterator[str]:
    """Rates of longer runs over the shortest one's, and within a run."""
    rows = []
    for case in cases:
        if case.workers != max(one.workers for one in cases):
            continue
        least = min((one for one in cases if _same_crew(one, case)), key=lambda one: one.documents)
        within = " ".join(f"{case.steady_rate(part, PARTS):.0f}" for part in range(PARTS))
        rows.append([case.recognizer, f"{case.documents:,}", f"{case.rate / least.rate:.2f}", within])
    columns = (
        "recognizer",
        "documents",
        "times the rate of the shortest run",
        "documents a second by quarters of them",
    )
    yield "\n## Growth\n\n" + table(columns, rows)


def _same_crew(one: Case, other: Case) -> bool:
    return (one.workers, one.recognizer) == (other.workers, other.recognizer)


def outputs(case: Case) -> str:
    """Sizes of what a run writes."""
    rows = [
        [name, f"{size / 1e6:,.1f} MB", f"{size / case.documents / KILOBYTE:.2f} KB"]
        for name, size in case.sizes.items()
    ]
    about = (
        f'\n## Outputs\n\nOf {case.documents:,} documents; "state" is what the folder remembers for the next run.\n\n'
    )
    return about + table(("file", "size", "a document"), rows)


def stage_tables(stages: Mapping[str, Any]) -> str:
    """CPU time by stage."""
    if not stages:
        return ""
    names = list(dict.fromkeys(name for figures in stages.values() for name in figures["stages"]))
    rows = [[name, *(f"{figures['stages'].get(name, 0.0):.2f}" for figures in stages.values())] for name in names]
    totals = [f"**{sum(figures['stages'].values()):.2f}**" for figures in stages.values()]
    about = "; ".join(
        f"{recognizer}: {figures['merging_us_per_event']:.0f} µs an event to bring reports together, "
        f"{figures['map_us_per_event']:.0f} µs an event on the map"
        for recognizer, figures in stages.items()
    )
    return STAGES.format(about=about) + "\n" + table(("stage", *stages), [*rows, ["all", *totals]])


SPACY_COLUMNS = (
    "recognizer",
    "documents",
    "workers",
    "documents a second from text to events",
    "times spaCy's rate until events are found",
    "until they are in the tables",
    "until the map is drawn",
)


def beside_spacy(cases: Sequence[Case], runs: Sequence[Mapping[str, Any]]) -> str:
    """Rates over spaCy's mean one."""
    spacy, rates = runs[0], [run["documents_per_s"] for run in runs]
    rate = mean(rates)
    about = SPACY.format(
        spacy=spacy["spacy"],
        documents=f"{spacy['documents']:,}",
        rate=rate,
        rates=", ".join(f"{one:.1f}" for one in rates),
        cpu=mean(run["cpu_ms_per_document"] for run in runs),
    )
    rows = [
        [
            case.recognizer,
            f"{case.documents:,}",
            str(case.workers),
            f"{case.documents / case.seconds_to_events:.1f}",
            f"{case.documents / (case.taken_in - case.run.started) / rate:.2f}",
            f"**{case.documents / case.seconds_to_events / rate:.2f}**",
            f"{case.rate / rate:.2f}",
        ]
        for case in cases
        if case.workers == spacy["processes"]
    ]
    return about + "\n" + table(SPACY_COLUMNS, rows)


def with_plan(text: str, cases: Sequence[Case]) -> str:
    """docs/scale.md with its planning figures computed anew."""
    head, _, rest = text.partition(PLAN_BEGIN)
    _, _, tail = rest.partition(PLAN_END)
    biggest = max(cases, key=lambda case: (case.documents, case.workers))
    return f"{head}{PLAN_BEGIN}\n{plan(biggest)}{PLAN_END}{tail}"


def plan(case: Case) -> str:
    """What `PLANNED` documents take, from the longest run."""
    core_ms = case.cpu_ms
    rows = [
        ["CPU time a document", f"{core_ms:.2f} ms", f"of {case.documents:,} documents, all processes"],
        ["CPU time of all", f"{core_ms * PLANNED / 1000 / HOUR_S:,.0f} core hours", "documents × CPU time a document"],
    ]
    rows += [
        [f"days with {cores} cores", f"{core_ms * PLANNED / 1000 / cores / DAY_S:.1f}", "CPU time of all ÷ cores"]
        for cores in (2, 16, 64)
    ]
    total = sum(case.sizes.values())
    state, events = case.sizes["state"], case.sizes["events.jsonl"]
    rows += [
        [
            "disk for the outputs",
            _gigabytes((total - state) / case.documents),
            "bytes of outputs a document × documents",
        ],
        ["of it events.jsonl", _gigabytes(events / case.documents), ""],
        ["disk for the state", _gigabytes(state / case.documents), "on the machine that starts the run"],
        ["first process", f"{_parent_hours(case):,.0f} hours of one core", "its CPU time a document × documents"],
    ]
    about = f"Measured with the recognizer {case.recognizer} on {machine()}, {datetime.now(tz=UTC).date().isoformat()}."
    return f"\n{about}\n\n" + table(("for 100 million documents of 300 words", "figure", "how"), rows) + "\n"


def _gigabytes(per_document: float) -> str:
    return f"{per_document * PLANNED / GIGABYTE:,.0f} GB"


def _parent_hours(case: Case) -> float:
    return float(case.run.figures["parent_cpu_s"]) / case.documents * PLANNED / HOUR_S
