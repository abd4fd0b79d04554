"""A composed digest → its messages. Imports other modules of `bot.render`, and `bot.model`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model import Button, Edition, Message, Told
from bot.render.buttons import Action
from bot.render.headlines import numbers
from bot.render.markup import Bold, Italic, Node, dotted, line, lines, paragraphs
from bot.render.quotations import coverage_line, headline, running
from bot.render.split import Block, Part, split
from bot.render.voice import Rows, Voice, message, messages
from bot.render.words import Words


def digest(voice: Voice, edition: Edition, *, topics: Mapping[str, str]) -> list[Message]:
    """Return the messages of a digest that tells at least one story.

    Args:
        voice: language and zone of the readers.
        edition: its stories in the order of their rank.
        topics: the subscription's topics with their names in the language of the readers; with
            several of them the stories stand in sections, numbered through.

    Returns:
        One message where it fits, else several cut between stories, buttons under the last.
    """
    sections = _sections(edition.told, topics)
    ordered = [told for _, section in sections for told in section]
    blocks = [
        Block(head=_heading(voice.words, edition)),
        *_story_blocks(voice.words, edition, sections),
        Block(head=_footer(voice.words, edition)),
    ]
    parts = split(blocks)
    return messages(parts, buttons=[_buttons(voice, edition, ordered, parts, p) for p in parts])


def in_sections(edition: Edition, topics: Mapping[str, str]) -> Edition:
    """Return a digest with its stories in the order in which `digest` numbers them.

    Who asks why later (`replies.why`) then meets the numbers of the digest.
    """
    sections = _sections(edition.told, topics)
    return replace(edition, told=tuple(told for _, section in sections for told in section))


def nothing_new(voice: Voice, edition: Edition) -> Message:
    """Return the one line for readers who want to hear that there is nothing."""
    since = voice.words.moment(edition.since, edition.until)
    nothing = voice.words("digest-nothing", since=since)
    return message(nothing, Italic(_left_out(voice.words, edition)))


def _sections(
    told: Sequence[Told], topics: Mapping[str, str]
) -> list[tuple[str | None, list[Told]]]:
    """Part stories by topic, the reader's first one of each; sections in order of their best."""
    if len(topics) <= 1:
        return [(None, list(told))]
    found: dict[str | None, list[Told]] = {}
    for one in told:
        topic = next((name for key, name in topics.items() if key in one.story.topics), None)
        found.setdefault(topic, []).append(one)
    return sorted(found.items(), key=lambda item: item[0] is None)


def _heading(words: Words, edition: Edition) -> Node:
    # A late one is named for the day on which it comes; its due instant stands below.
    at = edition.until if edition.late else edition.due_at
    title = words("digest-title", day=words.day(at), time=words.time(at))
    if not edition.late:
        return Bold(title)
    due = words.moment(edition.due_at, edition.until)
    late = words("digest-late", due=due, sent=words.time(edition.until))
    return lines(Bold(title), Italic(late))


def _story_blocks(
    words: Words, edition: Edition, sections: Sequence[tuple[str | None, list[Told]]]
) -> list[Block]:
    blocks: list[Block] = []
    for topic, section in sections:
        name = topic or (words("digest-other") if len(sections) > 1 else "")
        for place, told in enumerate(section):
            # A section's name stays with its first story, so that no message ends in it.
            above = Bold(name.upper()) if place == 0 else ""
            blocks.append(_block(words, edition, told, number=len(blocks) + 1, above=above))
    return blocks


def _block(words: Words, edition: Edition, told: Told, *, number: int, above: Node) -> Block:
    mark = words("digest-update") if told.is_update else ""
    head = line(f"{number}.", headline(told.story, mark=mark))
    return Block(
        head=paragraphs(above, head),
        sentences=running(told.quotations),
        tail=coverage_line(words, told.story, edition.until),
    )


def _footer(words: Words, edition: Edition) -> Node:
    since = words("digest-since", since=words.moment(edition.since, edition.until))
    return Italic(dotted([since, _left_out(words, edition), "/why"]))


def _left_out(words: Words, edition: Edition) -> str:
    """Return ``left out: 3 shown before, 7 muted``, or nothing."""
    counts = {
        "left-out-seen": edition.n_seen,
        "left-out-muted": edition.n_muted,
        "left-out-below": edition.n_below_cut,
    }
    said = [words(name, n=n) for name, n in counts.items() if n]
    return words("left-out", what=", ".join(said)) if said else ""


def _buttons(
    voice: Voice, edition: Edition, ordered: Sequence[Told], parts: Sequence[Part], part: Part
) -> Rows:
    """Return the rows under one part: everything under the last, a way to shortened stories."""
    if part is parts[-1]:
        return [*numbers(voice, [told.story for told in ordered]), _last_row(voice, edition)]
    # Block 0 is the heading, so a story's block has the story's number.
    shortened = [n for n in part.shortened if 1 <= n <= len(ordered)]
    return [row for n in shortened for row in numbers(voice, [ordered[n - 1].story], start=n)]


def _last_row(voice: Voice, edition: Edition) -> list[Button]:
    settings = voice.button("settings", Action.SETTINGS)
    if not edition.n_below_cut:
        return [settings]
    since, until = (int(at.timestamp()) for at in (edition.since, edition.until))
    text = voice.words("button-more", n=edition.n_below_cut)
    return [voice.labelled(text, Action.MORE, since, until), settings]
