"""Whatever cannot be done is said in words, in the language of the chat."""

import pytest

from bot.errors import UsageError
from bot.model import Reason, StoryId
from bot.render.replies import (
    HELP,
    help_page,
    old_button,
    refusal,
    say,
    unknown_command,
    went_wrong,
    why,
)
from tests.render.builders import a_voice, an_edition


def test_help_names_each_command() -> None:
    """Each command with what it does."""
    text = help_page(a_voice()).plain
    assert all(f"/{name} " in text for name in HELP)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“25:99” is not a time I know. Write it like 7:45, 18.30 or 8 pm."),
        ("de", "„25:99“ ist keine Uhrzeit, die ich kenne. Schreib sie wie 7:45, 18.30 oder 8."),
    ],
)
def test_a_refusal_repeats_what_was_typed(language: str, said: str) -> None:
    """The text of the error in the language of the chat, with its values."""
    assert refusal(a_voice(language), UsageError("error-time", text="25:99")).plain == said


def test_a_refusal_does_not_repeat_everything() -> None:
    """A page that was typed where a time belongs comes back short, its tags as text."""
    message = refusal(a_voice(), UsageError("error-time", text="<b>" + "x" * 5000))
    assert len(message.plain) < 200
    assert "&lt;b&gt;" in message.html


def test_mistakes_of_ours_have_a_number() -> None:
    """No stack trace, a number to find it by."""
    assert went_wrong(a_voice(), "a1b2").plain.endswith("Its number: a1b2")


def test_unknown_commands_and_old_buttons() -> None:
    """Both are answered with the next step."""
    assert unknown_command(a_voice(), "/dance").plain.startswith("I do not know /dance.")
    assert "/settings" in old_button(a_voice())


def test_why_tells_each_reason_and_what_was_left_out() -> None:
    """Reasons come back in words, in any language."""
    reasons = {StoryId(1): str(Reason(n_outlets=2, age_hours=3, words=("port", "ferry line")))}
    text = why(a_voice(), an_edition(reasons=reasons, n_seen=1)).plain
    assert "2 outlets · newest part came 3 hours before · your words: port, ferry line" in text
    assert "1 story was left out because you have seen it" in text
    german = why(a_voice("de"), an_edition(reasons=reasons)).plain
    assert "2 Medien · Neuestes kam 3 Stunden zuvor · deine Wörter: port, ferry line" in german


def test_plain_facts() -> None:
    """A text of the catalogue with its values is a message."""
    assert say(a_voice(), "zone-set", city="Rome").plain == "Times are now those of Rome."
