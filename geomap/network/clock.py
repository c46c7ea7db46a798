"""Time as an argument, so that tests of waiting take no time."""

from __future__ import annotations

import time as system
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

LONGEST_SLEEP_S = 5.0
"""A longer wait is cut into pieces, so that who watches the process hears of it."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The times that waiting and dating need, in seconds."""

    monotonic: Callable[[], float] = system.monotonic
    """Never set back, the same in all processes of a machine, begins anew at a boot."""
    time: Callable[[], float] = system.time
    """Since 1970, UTC."""
    sleep: Callable[[float], None] = system.sleep
    idle: Callable[[], AbstractContextManager[object]] = nullcontext
    """Entered while this process does nothing but wait, for its turn or for a server: who limits the time of its own
    work stops the clock in there."""

    def wait(self, seconds: float) -> None:
        """Sleep, in pieces, each of them idle."""
        while seconds > 0:
            piece = min(seconds, LONGEST_SLEEP_S)
            with self.idle():
                self.sleep(piece)
            seconds -= piece


def boot_id() -> str:
    """Changes when the machine starts and `monotonic` begins anew; empty where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
