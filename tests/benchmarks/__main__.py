"""Measure everything and write the table into docs/measurements.md: `make bench`."""

import asyncio
import importlib
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import keep_to_one_thread
from tests.benchmarks.figures import Figure

_MODULES = ("running", "ingesting", "polling", "publishing", "delivering", "summarising")
_PAGE = Path("docs/measurements.md")
_BEGIN, _END = "<!-- make bench: begin -->", "<!-- make bench: end -->"


def main(names: Sequence[str]) -> None:
    """Run these benchmarks, or all; print each figure, and write the page when all were run."""
    keep_to_one_thread()
    keep_to_one_thread()
    figures: list[Figure] = []
    for name in names or _MODULES:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        figures += asyncio.run(module.measure())
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
    before, _, rest = _PAGE.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    _PAGE.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
