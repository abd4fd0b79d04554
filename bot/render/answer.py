"""What is asked for: answers in quoted sentences, summaries. Imports as `edition`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import ArticleId, Message, Quotation, Story, TextId
from bot.render.buttons import Action
from bot.render.headlines import numbered, numbers
from bot.render.markup import Bold, Italic, Link, Node, clipped, dotted, line, lines
from bot.render.quotations import MAX_HEADLINE_CHARACTERS, coverage_line, headline, sentence
from bot.render.story import SENTENCES
from bot.render.voice import Rows, Voice, message

# A question is repeated in the answer only as far as it helps to recognise it.
MAX_QUESTION_CHARACTERS = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortText:
    """A single text made short.

    `sentences` are verbatim. It is a stored article, or a text that this chat sent: that one has a
    `text_id`, and neither an address nor an outlet.
    """

    sentences: tuple[str, ...]
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published_at: datetime | None = None
    article_id: ArticleId | None = None
    text_id: TextId | None = None
    site_feed: bool = False


def found(
    voice: Voice,
    story: Story,
    quotations: Sequence[Quotation],
    now: datetime,
    *,
    also: Story | None = None,
) -> Message:
    """Answer a question with sentences of the best story, the date of the newest, and its source.

    Args:
        voice: of the chat.
        story: the story that answers best.
        quotations: the sentences that answer, at least one, each linked to its article.
        now: instant of the answer.
        also: another story, when it is nearly as good.
    """
    words = voice.words
    newest = words("answer-newest", when=words.moment(story.last_at, now))
    rows = [voice.button("open-story", Action.STORY, story.id)]
    if also is not None:
        rows.append(voice.button("other-story", Action.STORY, also.id))
    return message(
        headline(story),
        *(sentence(quotation) for quotation in quotations),
        lines(coverage_line(words, story, now), Italic(newest)),
        line(words("answer-also"), headline(also)) if also is not None else "",
        buttons=[rows],
    )


def not_found(
    voice: Voice,
    question: str,
    nearest: Sequence[Story],
    now: datetime,
    *,
    since: datetime | None,
) -> Message:
    """Say that nothing matches, since when that holds, and which headlines come nearest.

    Args:
        voice: of the chat.
        question: as it was asked.
        nearest: stories that share words with it, best first; may be none.
        now: instant of the answer.
        since: publication of the oldest article that was searched; None when there is none at all.
    """
    words = voice.words
    asked = clipped(question, MAX_QUESTION_CHARACTERS)
    if since is None:
        return message(words("answer-empty-store"))
    nothing = words("answer-nothing", question=asked, since=words.date(since))
    if not nearest:
        return message(nothing, words("answer-try"))
    return message(
        nothing,
        lines(words("answer-nearest"), *numbered(voice, nearest, now)),
        buttons=numbers(voice, nearest),
    )


def summary(voice: Voice, short: ShortText, now: datetime) -> Message:
    """Return a text made short: title, sentences, source; *shorter* and *longer* where possible."""
    return message(
        _title(short),
        *short.sentences,
        _source(voice, short, now),
        buttons=_summary_buttons(voice, short),
    )


def too_short(voice: Voice, short: ShortText, now: datetime) -> Message:
    """Return a text as it is, because it has no more sentences than its summary would have."""
    return message(
        _title(short),
        *short.sentences,
        _source(voice, short, now),
        Italic(voice.words("summary-too-short")),
        buttons=_site_row(voice, short),
    )


def what_to_summarise(voice: Voice) -> Message:
    """Return how /summary is used, for one that came with nothing."""
    return message(voice.words("summary-how"))


def what_to_ask(voice: Voice) -> Message:
    """Return how /ask is used, for one that came with nothing."""
    return message(voice.words("ask-how"))


def reading(voice: Voice) -> Message:
    """Say that a link is being read, where that takes longer than a moment."""
    return message(Italic(voice.words("reading")))


def _title(short: ShortText) -> Node:
    title = clipped(short.title or "", MAX_HEADLINE_CHARACTERS)
    return Bold(Link(title, short.url)) if title else ""


def _source(voice: Voice, short: ShortText, now: datetime) -> Node:
    if not short.outlet:
        return ""
    when = voice.words.moment(short.published_at, now) if short.published_at else ""
    return dotted([Link(short.outlet, short.url), when])


def _summary_buttons(voice: Voice, short: ShortText) -> Rows:
    n_shown = len(short.sentences)
    length = Action.SUMMARY if short.article_id is not None else Action.TEXT
    of = short.article_id or short.text_id
    if of is None:
        return []
    shorter = [n for n in SENTENCES if n < n_shown][-1:]
    # A summary that came out shorter than a step has no more sentences to give.
    longer = [n for n in SENTENCES if n > n_shown][:1] if n_shown in SENTENCES else []
    return [
        [
            *(voice.button("shorter", length, of, n) for n in shorter),
            *(voice.button("longer", length, of, n) for n in longer),
        ],
        *_site_row(voice, short),
    ]


def _site_row(voice: Voice, short: ShortText) -> Rows:
    if short.article_id is None or not short.site_feed:
        return []
    return [[voice.button("subscribe-site", Action.SUBSCRIBE_SITE, short.article_id)]]
