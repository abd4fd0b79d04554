"""One story, opened: its summary, what changed, its sources, its timeline. Imports as `edition`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.model import Button, Coverage, Message, Quotation, Story
from bot.render.buttons import Action
from bot.render.links import linkable
from bot.render.markup import Bold, Italic, Link, Node, clipped, line, lines
from bot.render.quotations import coverage_line, headline, sentence
from bot.render.voice import Rows, Voice, message
from bot.render.words import Words

# Sources and developments on one page: they fit into a message with the longest titles.
N_ON_PAGE = 12
MAX_TITLE_CHARACTERS = 120
# Who opens a story out of a digest that has just come need not hear that it has not changed since.
UNCHANGED_AFTER = timedelta(hours=1)
# Numbers of sentences that "shorter" and "longer" go through.
SENTENCES = (3, 5, 8)


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A story as one chat sees it.

    `quotations` is the summary in the length asked for; `changed` holds the sentences that are new
    since the chat saw the story, at `seen_at`; `followed` and `muted` are its marks; `earlier` is
    the story that went silent before this one went on with it.
    """

    story: Story
    quotations: tuple[Quotation, ...]
    changed: tuple[Quotation, ...] = ()
    seen_at: datetime | None = None
    followed: bool = False
    muted: bool = False
    earlier: Story | None = None


def opened(voice: Voice, view: View, now: datetime) -> Message:
    """Return the story: headline, what changed, summary by sentence, coverage, buttons."""
    words = voice.words
    known = {(q.article_id, q.start) for q in view.changed}
    rest = [q for q in view.quotations if (q.article_id, q.start) not in known]
    return message(
        headline(view.story),
        *_changed(words, view, now),
        *(sentence(quotation) for quotation in rest),
        coverage_line(words, view.story, now),
        *_before(words, view.earlier),
        buttons=_buttons(voice, view),
    )


def sources(voice: Voice, story: Story, now: datetime, *, page: int = 0) -> Message:
    """Return who wrote about the story, first come first, copies folded under their original."""
    words = voice.words
    originals = [c for c in story.coverage if c.copy_of is None]
    shown = originals[page * N_ON_PAGE : (page + 1) * N_ON_PAGE]
    title = words("sources-title", n=len(story.outlets))
    return message(
        lines(headline(story), Italic(title)),
        *(_source(words, coverage, story.coverage, now) for coverage in shown),
        buttons=[
            _pages(voice, Action.SOURCES, story, page=page, n_items=len(originals)),
            [voice.button("back", Action.STORY, story.id)],
        ],
    )


def timeline(
    voice: Voice,
    story: Story,
    events: Sequence[tuple[datetime, Quotation]],
    *,
    page: int = 0,
    earlier: Story | None = None,
) -> Message:
    """Return one dated sentence for each development of the story, oldest first.

    Args:
        voice: of the chat.
        story: the story.
        events: when each sentence was published, in order.
        page: counted from 0.
        earlier: the story that this one goes on with; its own timeline is a press away.
    """
    words = voice.words
    shown = events[page * N_ON_PAGE : (page + 1) * N_ON_PAGE]
    return message(
        lines(headline(story), Italic(words("timeline-title"))),
        *(
            lines(Bold(f"{words.day(at)}, {words.time(at)}"), sentence(quotation))
            for at, quotation in shown
        ),
        buttons=[
            _pages(voice, Action.TIMELINE, story, page=page, n_items=len(events)),
            [
                voice.button("back", Action.STORY, story.id),
                *_earlier(voice, Action.TIMELINE, earlier, 0),
            ],
        ],
    )


def _changed(words: Words, view: View, now: datetime) -> list[Node]:
    if view.seen_at is None:
        return []
    when = words.moment(view.seen_at, now)
    if not view.changed:
        long_ago = now - view.seen_at >= UNCHANGED_AFTER
        return [Italic(words("story-unchanged", when=when))] if long_ago else []
    new = (sentence(quotation) for quotation in view.changed)
    return [Bold(words("story-changed", when=when)), *new, Bold(words("story-so-far"))]


def _before(words: Words, earlier: Story | None) -> list[Node]:
    if earlier is None:
        return []
    title = clipped(earlier.headline, MAX_TITLE_CHARACTERS)
    return [line(words("story-earlier", day=words.day(earlier.last_at)), Link(title, earlier.url))]


def _earlier(voice: Voice, action: Action, earlier: Story | None, *more_ids: int) -> list[Button]:
    return [] if earlier is None else [voice.button("earlier", action, earlier.id, *more_ids)]


def _source(words: Words, coverage: Coverage, everyone: Sequence[Coverage], now: datetime) -> Node:
    copies = [c.outlet for c in everyone if c.copy_of == coverage.article_id]
    names = ", ".join(dict.fromkeys(copies))
    title = clipped(coverage.title, MAX_TITLE_CHARACTERS) or coverage.outlet
    return lines(
        line(f"{words.moment(coverage.published_at, now)} ·", Bold(coverage.outlet)),
        Link(title, coverage.url),
        Italic(words("sources-copies", n=len(copies), names=names)) if copies else "",
    )


def _buttons(voice: Voice, view: View) -> Rows:
    story = view.story.id
    follow = ("unfollow", Action.UNFOLLOW) if view.followed else ("follow", Action.FOLLOW)
    mute = ("unmute", Action.UNMUTE_STORY) if view.muted else ("mute-week", Action.MUTE_STORY)
    return [
        [voice.button(label, action, story) for label, action in (follow, mute)],
        [
            voice.button("sources", Action.SOURCES, story, 0),
            voice.button("timeline", Action.TIMELINE, story, 0),
            *_earlier(voice, Action.STORY, view.earlier),
        ],
        [*_lengths(voice, view), *_share(voice.words, view.story)],
    ]


def _lengths(voice: Voice, view: View) -> list[Button]:
    """Return *shorter* and *longer*, each only where there is something to gain."""
    now_shown = len(view.quotations)
    shorter = [n for n in SENTENCES if n < now_shown]
    # A summary that came out shorter than a step has no more sentences to give.
    longer = [n for n in SENTENCES if n > now_shown] if now_shown in SENTENCES else []
    story, action = view.story.id, Action.LENGTH_OF_STORY
    return [
        *(voice.button("shorter", action, story, n) for n in shorter[-1:]),
        *(voice.button("longer", action, story, n) for n in longer[:1]),
    ]


def _share(words: Words, story: Story) -> list[Button]:
    if linkable(story.url) is None:
        return []
    query = urlencode({"url": story.url, "text": clipped(story.headline, MAX_TITLE_CHARACTERS)})
    url = linkable(f"https://t.me/share/url?{query}")
    return [Button(text=words("button-share"), url=url)] if url else []


def _pages(voice: Voice, action: Action, story: Story, *, page: int, n_items: int) -> list[Button]:
    return voice.pages(action, story.id, page=page, has_more=(page + 1) * N_ON_PAGE < n_items)
