"""Which processor this is: arithmetic found right on one may be wrong on another."""

from __future__ import annotations

import platform
from pathlib import Path

_TELLING = ("vendor_id", "model name", "cpu family", "model", "stepping", "microcode", "flags", "Features")


def processor(told_in: Path = Path("/proc/cpuinfo")) -> str:
    """Its kind and abilities, as the system tells them; "" where it tells nothing (only Linux does)."""
    try:
        first, _, _ = told_in.read_text("utf-8", errors="replace").partition("\n\n")
    except OSError:
        return ""
    lines = [line for line in first.splitlines() if line.partition(":")[0].strip() in _TELLING]
    return "\n".join([platform.machine(), *lines]) if lines else ""
