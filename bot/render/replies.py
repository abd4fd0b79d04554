"""What is said besides stories and settings: help, refusals, errors. Imports as `edition`.

Short notices (the bubble over a pressed button, at most 200 characters) are plain texts of the
catalogue: ``voice.words("notice-followed")``; their names begin with ``notice-``.
"""

from bot.errors import UsageError
from bot.model import Edition, Message, Reason, Story
from bot.render.buttons import Action
from bot.render.markup import Bold, Code, Italic, Node, clipped, dotted, line, lines
from bot.render.quotations import headline
from bot.render.voice import Voice, message

# Commands in the order in which `/help` tells them; the texts are ``help-<command>``.
HELP = (
    "digest",
    "latest",
    "catchup",
    "ask",
    "summary",
    "story",
    "search",
    "follow",
    "subscribe",
    "schedule",
    "topics",
    "sources",
    "settings",
    "status",
    "why",
    "export",
    "forget",
)
# More of what was typed is not repeated in an answer.
MAX_ECHO_CHARACTERS = 60


def help_page(voice: Voice) -> Message:
    """Return what the bot does, command by command, and that plain text is a question."""
    commands = (line(f"/{name}", voice.words(f"help-{name}")) for name in HELP)
    return message(
        Bold(voice.words("help-title")),
        voice.words("help-plain"),
        lines(*commands),
        buttons=[[voice.button("settings", Action.SETTINGS)]],
    )


def say(voice: Voice, name: str, /, **values: str | int) -> Message:
    """Return one text of the catalogue as a message; for facts that need no layout."""
    return message(voice.words(name, **values))


def refusal(voice: Voice, error: UsageError) -> Message:
    """Say why what was typed or pressed cannot be done, and what can."""
    echoes = {
        name: clipped(value, MAX_ECHO_CHARACTERS) if isinstance(value, str) else value
        for name, value in error.values.items()
    }
    return message(voice.words(error.message, **echoes))


def went_wrong(voice: Voice, log_id: str) -> Message:
    """Say that a mistake of ours stopped the work; the id finds it in the log."""
    number = line(voice.words("error-number"), Code(log_id))
    return message(lines(voice.words("error-ours"), number))


def unknown_command(voice: Voice, command: str) -> Message:
    """Say that there is no such command, and where the others are."""
    name = clipped(command, MAX_ECHO_CHARACTERS)
    return message(voice.words("error-unknown-command", command=name))


def old_button(voice: Voice) -> str:
    """Return the notice for a button that this release no longer knows."""
    return voice.words("notice-old-button")


def why(voice: Voice, edition: Edition) -> Message:
    """Return why each story of a digest is in it, in its order, and what was left out."""
    words = voice.words
    told = [
        lines(
            line(f"{number}.", headline(one.story)),
            Italic(_reason(voice, edition, one.story)),
        )
        for number, one in enumerate(edition.told, start=1)
    ]
    left = {
        "why-seen": edition.n_seen,
        "why-muted": edition.n_muted,
        "why-below": edition.n_below_cut,
    }
    return message(
        Bold(words("why-title", when=words.moment(edition.due_at, edition.until))),
        *told,
        lines(*(words(name, n=n) for name, n in left.items() if n)),
        Italic(words("why-order")),
    )


def _reason(voice: Voice, edition: Edition, story: Story) -> Node:
    """Return ``6 outlets · news 3 h old · your words: port``."""
    reason = Reason.read(edition.reasons.get(story.id, ""))
    own = ", ".join(reason.words)
    return dotted(
        [
            voice.words("coverage-outlets", n=reason.n_outlets or len(story.outlets)),
            voice.words("why-age", hours=reason.age_hours),
            voice.words("why-words", words=own) if own else "",
        ]
    )
