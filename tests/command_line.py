"""The command line as a person meets it: a process of its own, in a folder of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parents[1] / "run_bot.py"
# Far above what any call takes, on a machine that does much else.
PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a call ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """The JSON lines of the output."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandLine:
    """Calls the program in *folder*, with no setting of the caller's."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, stdin: str | bytes = b"") -> Ended:
        """Call it and wait for its end."""
        done = subprocess.run(
            [sys.executable, str(PROGRAM), *arguments],
            cwd=self.folder,
            env=self._environ(),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return Ended(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Call it and go on; the caller talks to it and ends it."""
        return subprocess.Popen(
            [sys.executable, str(PROGRAM), *arguments],
            cwd=self.folder,
            env=self._environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "NUTGRAF" not in name}
        return kept | self.settings


def lines(*objects: object) -> str:
    """Objects as JSON lines; a text is a line as it stands."""
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in objects)
