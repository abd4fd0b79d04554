"""Every language says everything, with the same placeholders, and within Telegram's limits."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

import bot
from bot.render.replies import HELP
from bot.render.words import Words, languages

MAX_NOTICE = 200
# Every way in which a module names a text of the catalogue.
TEXTS = re.compile(r"""(?:words|say|UsageError)\(\s*(?:[a-z_.]+,\s*)?"([a-z-]+)\"""")
BUTTONS = re.compile(r"""\.button\(\s*"([a-z-]+)\"""")


@cache
def catalogue(language: str) -> dict[str, set[str]]:
    """Return the placeholders of each message of a catalogue."""
    text = files("bot.render.translations").joinpath(f"{language}.ftl").read_text("utf-8")
    resource = FluentParser().parse(text)
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    messages = [entry for entry in resource.body if isinstance(entry, ast.Message)]
    twice = [name for name, n in Counter(m.id.name for m in messages).items() if n > 1]
    assert not twice
    return {message.id.name: placeholders(message) for message in messages}


def placeholders(node: object) -> set[str]:
    """Collect the names of the variables anywhere below a node."""
    if isinstance(node, ast.VariableReference):
        return {node.id.name}
    below = vars(node).values() if isinstance(node, ast.BaseNode) else node
    if not isinstance(below, (list, type({}.values()))):
        return set()
    return set().union(*(placeholders(child) for child in below))


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_says_everything(language: str) -> None:
    """Messages and placeholders are those of the English catalogue, no more and no fewer."""
    assert catalogue(language) == catalogue("en")


@pytest.mark.parametrize("language", languages())
def test_no_message_fails(language: str) -> None:
    """Each message is told with its placeholders filled, for one and for many."""
    words = Words(language)
    for name, holders in catalogue(language).items():
        for n in (0, 1, 2, 5):
            told = words(name, **dict.fromkeys(holders, n))
            assert told
            assert "{" not in told


@pytest.mark.parametrize("language", languages())
def test_notices_fit_into_a_bubble(language: str) -> None:
    """Telegram shows at most 200 characters over a pressed button."""
    long = [
        n
        for n in catalogue(language)
        if n.startswith("notice-") and len(Words(language)(n)) > MAX_NOTICE
    ]
    assert not long


def test_the_code_asks_only_for_messages_that_exist() -> None:
    """Every text that a module of the bot names is in the catalogue."""
    sources = [path.read_text("utf-8") for path in Path(bot.__file__).parent.rglob("*.py")]
    asked = {f"help-{name}" for name in HELP}
    for source in sources:
        asked |= set(TEXTS.findall(source))
        asked |= {f"button-{name}" for name in BUTTONS.findall(source)}
    assert len(asked) > 100
    assert not asked - set(catalogue("en"))
