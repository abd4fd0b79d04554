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
from functools import cache

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
_SIMPLE: sa.ColumnElement[str] = sa.literal_column("'simple'::regconfig")
_story_index = sa.table("story_index", sa.column("rowid", sa.BigInteger))
# What a story must hold of an article to be the one that it goes on with.
_N_SHARED = 3
# How many that do are looked at: most of them may be live, or too old.
_COMPARED = 100
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
    plain = text.casefold()
    if not plain.isascii():  # in ASCII there is nothing to take apart
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in parts if not unicodedata.combining(character))
        plain = unicodedata.normalize("NFKC", plain)
    return " ".join(_WORD.findall(plain))


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
            "stems": " ".join(sorted(set(fold(" ".join(entry.stems)).split()))),
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


async def silent(
    tx: Transaction,
    stems: Sequence[str],
    *,
    language: str,
    since: datetime,
    before: datetime,
    limit: int = 2,
) -> list[StoryId]:
    """Stories of a language that hold three of these stems or more, most of them first.

    Args:
        tx: the transaction.
        stems: a few; what one parts into must stand together.
        language: ISO 639 code.
        since: only those with news since.
        before: only those that nothing touched since then.
        limit: how many are returned.

    Ties go to the newer story. Bounded like the postings of live stories: of each stem the newest
    500 stories are looked at, whatever is stored.
    """
    terms = [Term(words=tuple(folded.split())) for stem in stems if (folded := fold(stem))]
    if len(terms) < _N_SHARED:
        return []
    on_sqlite = tx.dialect.name == "sqlite"
    queries = [_Query(terms=(term,), column="stems") for term in terms]
    asked = {f"q{i}": q.fts5() if on_sqlite else q.tsquery() for i, q in enumerate(queries)}
    # Two statements: joined into one, SQLite goes through all stories of the time instead.
    ids = list(await tx.scalars(_sharing(tx.dialect.name, len(terms)), asked))
    wanted = await tx.scalars(
        sa.select(stories.c.id)
        .where(stories.c.id.in_(ids), stories.c.language == language, stories.c.alias_of.is_(None))
        .where(stories.c.news_at >= since, stories.c.touched_at < before)
    )
    return [StoryId(story_id) for story_id in sorted(wanted, key=ids.index)[:limit]]


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


@cache
def _sharing(dialect: str, n_terms: int) -> sa.Select[tuple[int]]:
    """Stories that hold three of the terms `q0`, `q1`, … or more, most of them first.

    Built once: SQLAlchemy takes longer to build it than SQLite to answer it.
    """
    holders = [_holders(dialect, sa.bindparam(f"q{i}", type_=sa.Text)) for i in range(n_terms)]
    held = sa.union_all(*(sa.select(each.c.story_id) for each in holders)).subquery("held")
    n_held = sa.func.count()
    return (
        sa.select(held.c.story_id)
        .group_by(held.c.story_id)
        .having(n_held >= _N_SHARED)
        .order_by(n_held.desc(), held.c.story_id.desc())
        .limit(_COMPARED)
    )


def _holders(dialect: str, asked: sa.BindParameter[str]) -> sa.Subquery:
    """The newest stories that hold one term, without a rank."""
    if dialect == "sqlite":
        rowid = _story_index.c.rowid
        matches = sa.literal_column("story_index").op("MATCH")(asked)
        found = sa.select(rowid.label("story_id")).where(matches).order_by(rowid.desc())
    else:
        vector = sa.func.to_tsvector(_SIMPLE, story_words.c.stems)
        matches = vector.op("@@")(sa.func.to_tsquery(_SIMPLE, asked))
        # By a sum, lest PostgreSQL walk the keys backwards and parse one text after the other.
        newest_first = (story_words.c.story_id + 0).desc()
        found = sa.select(story_words.c.story_id).where(matches).order_by(newest_first)
    return found.limit(_RANKED).subquery()


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
    vector = sa.func.to_tsvector(_SIMPLE, story_words.c[query.column])
    asked = sa.func.to_tsquery(_SIMPLE, query.tsquery())
    return (
        sa.select(story_words.c.story_id, sa.func.ts_rank_cd(vector, asked).label("score"))
        .where(vector.op("@@")(asked))
        .order_by(story_words.c.story_id.desc())
        .limit(_RANKED * 2)
        .subquery("matches")
    )
