"""One run of geomap, timed from within; started by bench_batch.py in a process of its own.

    python one_run.py INPUT FOLDER WORKERS RECOGNIZER

Prints one JSON object. Does what `geomap run` does; only that it notes when how much was done.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    """Run, and print what was noted."""
    source, folder, workers, recognizer = sys.argv[1:]
    from geomap.batch import run
    from geomap.settings import Settings

    done: list[tuple[float, int]] = []

    def note(count: int) -> None:
        now = time.time()
        if not done or now - done[-1][0] >= 0.1:
            done.append((now, count))
        else:
            last[:] = [(now, count)]

    last: list[tuple[float, int]] = []
    result = run(source, folder, settings=Settings(workers=int(workers), recognizer=recognizer), progress=note)
    ended = time.time()
    own, others = (_cpu_s(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures = {
        "done": [*done, *[end for end in last if end[0] > done[-1][0]]],
        "ended": ended,
        "events_at": ended - result.seconds + result.seconds_to_events,
        "parent_cpu_s": own,
        "workers_cpu_s": others,
        "documents": result.tally.documents,
        "names": sum(result.tally.statuses.values()),
        "found": sum(result.tally.event_types.values()),
        "events": result.event_count,
        "mapped": result.mapped,
        "problems": result.problem_count,
        "is_unchanged": result.is_unchanged,
    }
    print(json.dumps(figures))


def _cpu_s(who: int) -> float:
    use = resource.getrusage(who)
    return use.ru_utime + use.ru_stime


if __name__ == "__main__":
    main()
