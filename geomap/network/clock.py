"""Time as an argument, so that tests of waiting take no time."""

from __future__ import annotations

import time as system
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The times that waiting and dating need, in seconds."""

    monotonic: Callable[[], float] = system.monotonic
    """Never set back, the same in all processes of a machine, begins anew at a boot."""
    time: Callable[[], float] = system.time
    """Since 1970, UTC."""
    sleep: Callable[[float], None] = system.sleep


def boot_id() -> str:
    """Changes when the machine starts and `monotonic` begins anew; empty where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
