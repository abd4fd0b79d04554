"""What is told of a story: headline, summary and news, from its articles. Pure.

Runs in a worker process, because summarising loads what the idle bot need not hold. Imports
`bot.model` and `summaries`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Article, ArticleId, Quotation, Story, StoryId
from summaries import Sentence, SourceText
from summaries.languages import language as language_of
from summaries.lexicon import stems

# A summary reads the first article and the newest ones: more sources add minutes, not facts.
MAX_SOURCES = 12
MAX_TEXT = 20_000
N_SENTENCES = 5
N_NEWS = 2
# Sentences that news is held against, the newest: a story of a thousand articles has told
# thousands, and comparing with all of them took 150 ms an article.
MAX_SHOWN = 40
# What a question can find: a story's facts stand at the top of its articles.
_INDEXED = 3_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A story with what has just joined it.

    Attributes:
        before: the story as it stood; None when it begins.
        met: stories that turned out to be this one.
        articles: those who joined, and the sources that it is told from; by when they were told.
        joined: ids of articles and new versions that have just come.
        shown: sentences already told as this story's news, for what is new.
    """

    story_id: StoryId
    language: str
    before: Story | None
    met: tuple[Story, ...]
    articles: tuple[Article, ...]
    joined: frozenset[ArticleId]
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What one article added to its story."""

    article: Article
    kind: str
    sentences: tuple[Quotation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """The article that a story's headline is taken from, and why.

    Attributes:
        article: the one whose title says most of what the other titles say.
        agreement: sum over the other titles of the share of stems in common.
        n_titles: how many titles were compared.
    """

    article: Article
    agreement: float
    n_titles: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """A story as it is to be stored, what was new, and by which stems it is found."""

    story: Story
    headline: Headline
    news: tuple[News, ...]
    text: str
    stems: frozenset[str]


def tell_all(stories: Sequence[Joined], now: datetime) -> list[Telling]:
    """What is told of each of these stories now, in their order."""
    return [tell(joined, now) for joined in stories]


def tell(joined: Joined, now: datetime) -> Telling:
    """What is told of a story after articles have joined it.

    Its revision grows when one of them is no copy and, for a new version, when it says something
    new: a story told before is told again only for news.
    """
    originals = [article for article in joined.articles if article.copy_of is None]
    told = _bounded(originals or joined.articles)
    known = [story for story in (joined.before, *joined.met) if story is not None]
    published = [article.published_at for article in told]
    news = _news(joined, originals)
    summary = summary_of(told, joined.language, n_sentences=N_SENTENCES)
    headline = best_headline(told, joined.language)
    before = joined.before
    story = Story(
        id=joined.story_id,
        language=joined.language,
        headline=headline.article.title,
        url=headline.article.url,
        summary=summary,
        first_at=min([*published, *(story.first_at for story in known)]),
        last_at=max([*published, *(x.article.told_at for x in news), *(s.last_at for s in known)]),
        news_at=now if news or before is None else before.news_at,
        revision=1 if before is None else before.revision + bool(news),
    )
    return Telling(
        story=story,
        headline=headline,
        news=news,
        text=" ".join([*(article.title for article in told), *(q.text for q in summary)]),
        stems=_stems(told, joined.language),
    )


def best_headline(articles: Sequence[Article], language: str) -> Headline:
    """The title that says most of what the other titles say; ties go to the earlier.

    Articles with a text go before bare headlines.
    """
    known = language_of(language)
    titles = [frozenset(stems(article.title, known)) for article in articles]

    def agreement(i: int) -> float:
        others = (titles[j] for j in range(len(titles)) if j != i)
        return sum(_overlap(titles[i], other) for other in others)

    best = max(
        range(len(articles)), key=lambda i: (bool(articles[i].text), agreement(i), -i), default=0
    )
    return Headline(article=articles[best], agreement=agreement(best), n_titles=len(titles))


def quotations(sentences: Iterable[Sentence], articles: Sequence[Article]) -> tuple[Quotation, ...]:
    """Sentences as readers see them, each with the article that it comes from."""
    return tuple(
        Quotation(
            text=sentence.text,
            article_id=articles[sentence.article].id,
            start=sentence.start,
            end=sentence.end,
            outlet=articles[sentence.article].outlet,
            url=articles[sentence.article].url,
            version=articles[sentence.article].version,
        )
        for sentence in sentences
    )


def summary_of(
    articles: Sequence[Article], language: str, *, n_sentences: int
) -> tuple[Quotation, ...]:
    """Return a story's summary; none where its articles have no sentence to show."""
    from summaries import NothingToSummarize, summarize, summarize_story  # noqa: PLC0415 - numpy

    sources = [article for article in articles if article.text]
    if not sources:
        return ()
    texts = [source_of(article) for article in sources]
    try:
        told = (
            summarize(texts[0], language=language, n_sentences=n_sentences)
            if len(texts) == 1
            else summarize_story(texts, language=language, n_sentences=n_sentences)
        )
    except NothingToSummarize:
        # Such a story has its headline alone.
        return ()
    return quotations(told.sentences, sources)


def _news(joined: Joined, originals: Sequence[Article]) -> tuple[News, ...]:
    """What each newcomer adds to what was told before it, in the order of telling."""
    from summaries import what_is_new  # noqa: PLC0415 - computing loads numpy

    shown = list(joined.shown[-MAX_SHOWN:])
    found: list[News] = []
    for article in originals:
        if article.id not in joined.joined:
            continue
        told = what_is_new(
            [source_of(article)], shown, language=joined.language, n_sentences=N_NEWS
        )
        sentences = quotations(told.sentences, [article])
        if article.version > 1 and not sentences:
            continue
        kind = "begun" if joined.before is None and not found else _kind(article)
        found.append(News(article=article, kind=kind, sentences=sentences))
        shown = [*shown, *(sentence.text for sentence in sentences)][-MAX_SHOWN:]
    return tuple(found)


def _kind(article: Article) -> str:
    return "changed" if article.version > 1 else "added"


def _bounded(articles: Sequence[Article]) -> Sequence[Article]:
    if len(articles) <= MAX_SOURCES:
        return articles
    return [articles[0], *articles[-(MAX_SOURCES - 1) :]]


def source_of(article: Article) -> SourceText:
    """Return an article as the engine takes it, cut where nobody reads on."""
    return SourceText(
        text=article.text[:MAX_TEXT],
        title=article.title,
        source=article.publisher,
        published_at=article.told_at,
    )


def _stems(articles: Sequence[Article], language: str) -> frozenset[str]:
    known = language_of(language)
    return frozenset(
        stem
        for article in articles
        for stem in stems(f"{article.title}\n{article.text[:_INDEXED]}", known)
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
