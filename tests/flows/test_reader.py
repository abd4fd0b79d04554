"""What a reader gets in the first minutes: digest, story, answers, and words for bad input."""

import re

import pytest

from bot.demo import Demonstration
from bot.render.buttons import Action
from bot.tour import Json, Reader


def _links(message: Json) -> list[str]:
    entities = message.get("entities", [])
    return [entity["url"] for entity in entities if entity["type"] == "text_link"]


async def test_first_digest_after_four_steps(shown: Demonstration, reader: Reader) -> None:
    """`/start` and three taps bring a digest with stories of several outlets, at once."""
    await reader.set_up()
    [digest] = await reader.digests_of(1)
    assert len(re.findall(r"^\d+\. ", digest["text"], flags=re.MULTILINE)) == 8
    assert "4 outlets" in digest["text"]
    assert shown.playground.report().violations == []


async def test_story_opens_from_the_digest(shown: Demonstration, reader: Reader) -> None:
    """A number under the digest opens its story, with linked sentences of several outlets."""
    await reader.set_up()
    await reader.digests_of(1)
    n_before = len(shown.playground.from_bot(reader.person))
    await reader.tap(Action.STORY)
    opened = (await shown.playground.wait_for_messages(reader.person, n_before + 1))[-1]
    outlets = {link.split("/news/")[1].split("/")[0] for link in _links(opened)}
    assert len(outlets) >= 3


async def test_question_is_answered_in_the_sources_words(reader: Reader) -> None:
    """An answer names the thing asked for and links the articles that it quotes."""
    answer = await reader.asks("/ask What happened to the Halcyon Dawn?")
    assert "Halcyon Dawn" in answer["text"]
    assert _links(answer)


async def test_plain_words_are_a_question(reader: Reader) -> None:
    """In a private chat no command is needed to ask."""
    answer = await reader.asks("When did the probe land on Mirabel?")
    assert "Mirabel" in answer["text"]


async def test_question_without_an_answer_says_so(reader: Reader) -> None:
    """Nothing is invented for what no source has told."""
    answer = await reader.asks("/ask Who won the chess championship in Reykjavik?")
    assert answer["text"].startswith("Nothing on")


async def test_link_is_summarised(shown: Demonstration, reader: Reader) -> None:
    """A bare link to a page comes back as a few of its sentences."""
    link = f"{shown.playground.url}/news/harbour-times/halcyon-dawn-fire-live"
    answer = await reader.asks(link)
    assert "Halcyon Dawn" in answer["text"]


BAD_INPUT = [
    ("🙂🙃", "words"),
    ("25:99", "words"),
    ("/nosuchcommand", "/nosuchcommand"),
    ("/timezone Atlantis", "Atlantis"),
    ("/summary", ""),
    ("/summary http://10.0.0.1/secret", ""),
    ("/story 99999", ""),
]


@pytest.mark.parametrize(("text", "named"), BAD_INPUT)
async def test_bad_input_gets_words(
    shown: Demonstration, reader: Reader, text: str, named: str
) -> None:
    """Whatever a person types, a calm message comes back, and no call of ours is refused."""
    answer = await reader.asks(text)
    assert named.lower() in answer["text"].lower()
    assert "Traceback" not in answer["text"]
    assert shown.playground.report().refusals == []


async def test_wrong_time_is_asked_for_again(reader: Reader) -> None:
    """A time like 25:99 is named as no time, and a right one goes on with the set-up."""
    await reader.asks("/start")
    for action in (Action.TOPICS_DONE, Action.TIME_OTHER):
        await reader.tap(action)
    refused = await reader.asks("25:99")
    accepted = await reader.asks("7:45")
    assert "25:99" in refused["text"]
    assert "London" in accepted["text"]


async def test_german_reader_is_spoken_to_in_german(shown: Demonstration) -> None:
    """A reader whose Telegram is German is greeted in German."""
    answer = await Reader(shown, language_code="de").asks("/start")
    assert "Nachrichten" in answer["text"]
