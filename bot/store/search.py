"""Finding stories by words: one small grammar, rendered into FTS5 and into tsquery.

Both indexes stand on `story_words`, whose texts are folded here, so that they agree: case and
accents gone, words parted by spaces, characters of scripts without spaces each a word. A reader's
text never reaches either query language: only folded words do.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.model import StoryId
from bot.store.database import Transaction, insert
from bot.store.tables import stories, story_words

# Ranking is for the newest matches only: a common word would otherwise read the whole table.
_RANKED = 500
# Runs of letters and digits; Han, kana, Hangul and Thai one character each.
_WORD = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W_]+", re.UNICODE
)
_TERM = re.compile(r'(?P<no>-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_MAX_TERMS = 16
_PLAIN = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‐‑–—−", "-"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """Words that must stand together; `prefix`: the last may go on; `absent`: must not occur."""

    words: tuple[str, ...]
    prefix: bool = False
    absent: bool = False


def parse(query: str) -> tuple[Term, ...]:
    """A reader's query: words (all must occur), ``"a phrase"``, ``-not`` and ``prefix*``.

    Telephones turn quotation marks and hyphens into fine ones; those count as well.
    """
    terms = []
    for match in _TERM.finditer(query.translate(_PLAIN)):
        raw = match["phrase"] if match["phrase"] is not None else match["word"]
        words = tuple(fold(raw).split())
        if words:
            prefix = match["word"] is not None and raw.endswith("*")
            terms.append(Term(words=words, prefix=prefix, absent=bool(match["no"])))
    return tuple(terms[:_MAX_TERMS])


def fold(text: str) -> str:
    """Words as both indexes hold them, parted by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", plain)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a story can be found by: its headlines and summary; stems of its articles."""

    story_id: StoryId
    text: str
    stems: Iterable[str]


async def index(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Write what stories can be found by, in one call."""
    rows = [
        {
            "story_id": entry.story_id,
            "words": fold(entry.text),
            "stems": " ".join(sorted({fold(stem) for stem in entry.stems})),
        }
        for entry in entries
    ]
    if not rows:
        return
    statement = insert(tx, story_words)
    changed = {name: statement.excluded[name] for name in ("words", "stems")}
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["story_id"], set_=changed), rows
    )


async def forget(tx: Transaction, story_id: StoryId) -> None:
    """Take a story out of the index, as when it became another's alias."""
    await tx.execute(sa.delete(story_words).where(story_words.c.story_id == story_id))


async def find(
    tx: Transaction,
    terms: Sequence[Term],
    *,
    languages: Sequence[str] = (),
    since: datetime | None = None,
    limit: int = 20,
) -> list[StoryId]:
    """Stories that match every term, best first among the newest matches."""
    wanted = [term for term in terms if not term.absent]
    if not wanted:
        return []
    return await _ranked(tx, _Query(terms=tuple(terms)), languages, since, limit)


async def related(
    tx: Transaction,
    stems: Iterable[str],
    *,
    languages: Sequence[str] = (),
    since: datetime | None = None,
    limit: int = 20,
) -> list[StoryId]:
    """Stories that hold any of these stems, best first among the newest matches."""
    words = sorted({word for stem in stems for word in fold(stem).split()})
    terms = tuple(Term(words=(word,)) for word in words[:_MAX_TERMS])
    if not terms:
        return []
    return await _ranked(
        tx, _Query(terms=terms, column="stems", every=False), languages, since, limit
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Indexed:
    """A story as it is found: its headline, and the folded stems of its articles."""

    story_id: StoryId
    language: str
    headline: str
    stems: frozenset[str]


async def indexed(tx: Transaction, ids: Sequence[StoryId]) -> list[Indexed]:
    """What these stories are found by, in the order given."""
    rows = await tx.execute(
        sa.select(stories.c.id, stories.c.language, stories.c.headline, story_words.c.stems)
        .join(story_words, story_words.c.story_id == stories.c.id)
        .where(stories.c.id.in_(ids))
    )
    found = {
        row.id: Indexed(
            story_id=StoryId(row.id),
            language=row.language,
            headline=row.headline,
            stems=frozenset(row.stems.split()),
        )
        for row in rows
    }
    return [found[story_id] for story_id in ids if story_id in found]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Query:
    terms: tuple[Term, ...]
    column: str = "words"
    every: bool = True

    def fts5(self) -> str:
        """The query in FTS5's language; words are quoted, so nothing in them is an operator."""
        wanted = [self._fts5_term(term) for term in self.terms if not term.absent]
        unwanted = [self._fts5_term(term) for term in self.terms if term.absent]
        query = (" AND " if self.every else " OR ").join(wanted)
        return " NOT ".join([f"({query})", *unwanted])

    def _fts5_term(self, term: Term) -> str:
        phrase = " ".join(term.words)
        return f'{self.column} : "{phrase}"' + (" *" if term.prefix else "")

    def tsquery(self) -> str:
        """The query in tsquery's language; words are quoted likewise."""
        wanted = [_tsquery_term(term) for term in self.terms if not term.absent]
        unwanted = [f"!{_tsquery_term(term)}" for term in self.terms if term.absent]
        query = (" & " if self.every else " | ").join(wanted)
        return " & ".join([f"({query})", *unwanted])


def _tsquery_term(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    if term.prefix:
        words[-1] += ":*"
    return "(" + " <-> ".join(words) + ")"


async def _ranked(
    tx: Transaction,
    query: _Query,
    languages: Sequence[str],
    since: datetime | None,
    limit: int,
) -> list[StoryId]:
    matches = _fts5_matches(query) if tx.dialect.name == "sqlite" else _tsvector_matches(query)
    newest = (
        sa.select(matches.c.story_id, matches.c.score)
        .join(stories, stories.c.id == matches.c.story_id)
        .where(stories.c.alias_of.is_(None))
        .order_by(stories.c.news_at.desc())
        .limit(_RANKED)
    )
    if languages:
        newest = newest.where(stories.c.language.in_(languages))
    if since is not None:
        newest = newest.where(stories.c.news_at >= since)
    found = newest.subquery("newest")
    rows = await tx.scalars(
        sa.select(found.c.story_id)
        .order_by(found.c.score.desc(), found.c.story_id.desc())
        .limit(limit)
    )
    return [StoryId(story_id) for story_id in rows]


def _fts5_matches(query: _Query) -> sa.Subquery:
    statement = sa.text(
        "SELECT rowid AS story_id, -bm25(story_index) AS score FROM story_index"
        " WHERE story_index MATCH :query ORDER BY rowid DESC LIMIT :ranked"
    )
    return (
        statement.bindparams(query=query.fts5(), ranked=_RANKED * 2)
        .columns(story_id=sa.BigInteger, score=sa.Float)
        .subquery("matches")
    )


def _tsvector_matches(query: _Query) -> sa.Subquery:
    vector = sa.func.to_tsvector(
        sa.literal_column("'simple'::regconfig"), story_words.c[query.column]
    )
    asked = sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), query.tsquery())
    return (
        sa.select(story_words.c.story_id, sa.func.ts_rank_cd(vector, asked).label("score"))
        .where(vector.op("@@")(asked))
        .order_by(story_words.c.story_id.desc())
        .limit(_RANKED * 2)
        .subquery("matches")
    )
