"""Measure speed and memory, and write the table of docs/measurements.md: `make bench`, 5 minutes.

`python -m tests.benchmarks MODULE …` measures single modules and writes nothing.
"""

import asyncio
import importlib
import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import keep_to_one_thread
from tests.benchmarks.figures import Figure

# Those that weigh a process of their own come first, and this process while it holds little.
_ALL = ("running", "polling", "ingesting", "publishing", "delivering", "summarising")
_PAGE = Path("docs/measurements.md")


def main(names: Sequence[str]) -> None:
    """Run all benchmarks and write their table, or run single ones and print theirs.

    Each module's figures are told as soon as they are there, with the seconds that it took.
    """
    keep_to_one_thread()
    figures: list[Figure] = []
    for name in names or _ALL:
        began = time.perf_counter()
        module = importlib.import_module(f"tests.benchmarks.{name}")
        measured: list[Figure] = asyncio.run(module.measure())
        sys.stderr.write(f"{name}: {time.perf_counter() - began:.0f} s\n")
        sys.stderr.writelines(f"    {figure.what}: {figure.value}\n" for figure in measured)
        figures += measured
    table = _table(figures)
    sys.stdout.write(f"{table}\n")
    if not names:
        _write(table)


def _table(figures: Sequence[Figure]) -> str:
    cores = os.cpu_count() or 1
    where = f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {cores} cores, Python"
    lines = [f"{where} {platform.python_version()}.", "", "| what | measured | target |"]
    lines += ["|---|---|---|"]
    lines += [f"| {figure.what} | **{figure.value}** | {figure.target} |" for figure in figures]
    return "\n".join(lines)


def _write(table: str) -> None:
    begin, end = "<!-- make bench: begin -->", "<!-- make bench: end -->"
    before, _, rest = _PAGE.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    _PAGE.write_text(f"{before}{begin}\n{table}\n{end}{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
