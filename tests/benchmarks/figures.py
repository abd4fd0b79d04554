"""A measured figure, what it is held against, and how a process is weighed."""

import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured, with its conditions.
        value: with its unit.
        target: with its unit.
    """

    what: str
    value: str
    target: str


def milliseconds(seconds: list[float]) -> str:
    """Median and 95th percentile of durations."""
    p95 = quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    return f"{median(seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"


def resident_megabytes(pid: int) -> float:
    """What a process and its children hold in memory now (Linux)."""
    return sum(_resident(each) for each in _family(pid)) / 1e6


def own_megabytes(pid: int) -> float:
    """What a process alone holds in memory now (Linux)."""
    return _resident(pid) / 1e6


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its children have used (Linux)."""
    return sum(_cpu(each) for each in _family(pid))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
