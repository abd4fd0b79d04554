"""The command line: which commands there are, and how each ends.

Results go to standard output, logs and progress to standard error. Exit status: 0 done, 1 failed
(one line says what and what to do), 2 wrong usage or a wrong setting. Never a stack trace.
"""

import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from bot.commands.lazy import LazyGroup
from bot.errors import BotError, SettingsError

_COMMANDS = {
    "run": ("bot.commands.run:run", "Run the bot (also without any command)."),
    "demo": ("bot.commands.demo:demo", "Try the whole bot with no token and no network."),
    "summarize": ("bot.commands.summarize:summarize", "Summarise texts or HTML files."),
    "group": ("bot.commands.group:group", "Group a stream of articles into stories."),
    "read": ("bot.commands.read:read", "Read one clean article out of a page."),
    "feeds": ("bot.commands.feeds:feeds", "Parse, add, list, check and carry feeds."),
    "stories": ("bot.commands.stories:stories", "Show the stories in the store."),
    "ingest": ("bot.commands.ingest:ingest", "Put articles into the store."),
    "ask": ("bot.commands.ask:ask", "Say what the bot would answer."),
    "digest": ("bot.commands.digest:digest", "Preview a digest of the store."),
    "db": ("bot.commands.db:db", "Upgrade, check, back up, restore and move the database."),
    "doctor": ("bot.commands.doctor:doctor", "Check settings, database, Telegram and feeds."),
}
_FAILED, _WRONG_USAGE = 1, 2
_N_CHARACTERS = 300
_LIBRARIES_WITH_THREADS = ("OPENBLAS", "MKL", "OMP")


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="nutgraf", prog_name="nutgraf")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Nutgraf: news as stories, in the sources' own sentences, in Telegram.

    `COMMAND --help` tells more of each command.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(cli.load("run"))


def main() -> NoReturn:
    """Run the command line of this process and leave with its exit status.

    A reader that goes away, as in ``| head``, ends it quietly: click sees to that.
    """
    keep_to_one_thread()
    try:
        status = cli(prog_name="nutgraf", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = _FAILED
    except SettingsError as error:
        click.echo(f"nutgraf: {error}", err=True)
        status = _WRONG_USAGE
    except BotError as error:
        click.echo(f"nutgraf: {error}", err=True)
        status = _FAILED
    except Exception as error:  # noqa: BLE001 - the last door: people get a line, never a trace
        click.echo(f"nutgraf: {_unforeseen(error)}", err=True)
        status = _FAILED
    sys.exit(status if isinstance(status, int) else 0)


def keep_to_one_thread() -> None:
    """Keep numpy's libraries from threads of their own, in this process and its workers.

    Our matrices are small: on a busy machine threads made a story take 80 ms in place of 40. It
    holds if numpy is not loaded yet; workers take it over with the environment. Who sets another
    number keeps it.
    """
    for library in _LIBRARIES_WITH_THREADS:
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def _unforeseen(error: Exception) -> str:
    """One line about an error that nobody expected, with the place to name in a report."""
    *_, last = traceback.extract_tb(error.__traceback__)
    said = str(error).strip().partition("\n")[0][:_N_CHARACTERS]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return f"unforeseen {type(error).__name__} at {place}: {said or 'no reason given'}"
