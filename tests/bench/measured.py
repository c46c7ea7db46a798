"""Runs a program and watches the memory of its processes together."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

EVERY_S = 1.0
"""Reading the memory of three processes takes some 20 ms of one core."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a program printed last, and what it took."""

    figures: dict[str, Any]
    started: float
    """Seconds since the epoch, as all times."""
    memory: Sequence[tuple[float, float]] = field(default_factory=tuple)
    """Time, and megabytes of all its processes together: pages that some of them share are counted once (PSS)."""

    @property
    def peak_mb(self) -> float:
        """The most memory that was seen."""
        return max((size for _, size in self.memory), default=0.0)

    def median_mb(self, begin: float, end: float) -> float:
        """The usual memory between two times."""
        sizes = sorted(size for when, size in self.memory if begin <= when <= end)
        return sizes[len(sizes) // 2] if sizes else 0.0


def measured(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Measured:
    """Run a program that prints one JSON object at its end. Raises CalledProcessError when it fails."""
    memory: list[tuple[float, float]] = []
    started = time.time()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}, cwd=Path.cwd()
    )
    watcher = threading.Thread(target=_watch, args=(process, memory), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Measured(figures=json.loads(output.splitlines()[-1]), started=started, memory=memory)


def _watch(process: subprocess.Popen[str], memory: list[tuple[float, float]]) -> None:
    try:
        parent = psutil.Process(process.pid)
    except psutil.NoSuchProcess:
        return
    while process.poll() is None:
        sizes = [_shared_mb(one) for one in _family(parent)]
        if sizes:
            memory.append((time.time(), sum(sizes)))
        time.sleep(EVERY_S)


def _family(parent: psutil.Process) -> list[psutil.Process]:
    try:
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _shared_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / MEGABYTE
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return 0.0


def folder_bytes(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def machine() -> str:
    """The machine in a line."""
    cpu = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8").splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
    memory_gb = psutil.virtual_memory().total / 1e9
    return f"{cpu}, {len(os.sched_getaffinity(0))} cores for the runs, {memory_gb:.0f} GB of memory"
