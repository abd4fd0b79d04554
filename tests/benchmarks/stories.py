"""Does the cost of placing stay flat? `python -m tests.benchmarks.stories [ARTICLES]`.

A synthetic stream of 5,000 articles a day: events of a Zipf-like number of articles within two
days, words drawn from a Zipf vocabulary of 200,000 with topic words per event, one article in
ten a copy. Printed at each mark: CPU milliseconds an article over the last 5,000, live stories,
memory, bytes and milliseconds of state written an article, and the time of a restart; at the end
that of a restart with more than 10,000 live stories, after 20,000 articles within two days. `yard`
is the same for 1,000 articles into an empty store at that moment: other work on the machine slows
both, so their ratio is what must stay flat.
"""

import random
import resource
import sqlite3
import sys
import time
from array import array
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from summaries.copies import Known, fingerprint, headline_key, pack, unpack
from summaries.stories import Item, Placement, Stories

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
STEP: Final = timedelta(seconds=86_400 / 5_000)
MARKS: Final = (
    *(5_000, 10_000, 20_000, 50_000, 100_000, 200_000),
    *range(300_000, 1_000_001, 100_000),
)
WINDOW: Final = 5_000
BATCH: Final = 200
IN_WINDOW: Final = 15_000
DENSE: Final = 20_000
DENSE_STEP: Final = timedelta(days=2) / DENSE
N_YARDSTICK: Final = 1_000
N_VOCABULARY: Final = 200_000
SHARE_OF_COPIES: Final = 0.1
SHARE_OF_TOPIC_WORDS: Final = 0.35
SHARE_OF_NEW_EVENTS: Final = 0.4


class Newsroom:
    """Makes up articles, one each *step*; the same ones for the same seed."""

    def __init__(self, seed: int, *, step: timedelta = STEP) -> None:
        self._step = step
        self._random = random.Random(seed)  # noqa: S311 - made-up articles are no secret
        weights = (1.0 / (rank + 10) for rank in range(N_VOCABULARY))
        self._cumulative = array("d", accumulate(weights))
        self._open: list[tuple[int, list[str]]] = []
        self._last: Item | None = None

    def articles(self) -> Iterator[Item]:
        """Articles without end, in order of publication."""
        id_, now = 0, START
        while True:
            id_, now = id_ + 1, now + self._step
            yield self._article(id_, now)

    def _article(self, id_: int, now: datetime) -> Item:
        if self._last is not None and self._random.random() < SHARE_OF_COPIES:
            return replace(self._last, id=id_, url_key=f"u{id_}", source=f"s{id_ % 300}")
        topic = self._topic(id_)
        text = " ".join(self._told(topic, self._random.randint(60, 220)))
        title = " ".join(self._told(topic, 9)).capitalize()
        self._last = Item(
            id=id_,
            title=title,
            text=text,
            url_key=f"u{id_}",
            source=f"s{id_ % 300}",
            language="en",
            published_at=now,
        )
        return self._last

    def _topic(self, id_: int) -> list[str]:
        """The words of a running event, or of a new one two times in five."""
        if id_ % BATCH == 0:
            self._open = [(until, words) for until, words in self._open if until > id_]
        if not self._open or self._random.random() < SHARE_OF_NEW_EVENTS:
            lasting = int(10_000 * self._random.random() ** 3)
            self._open.append((id_ + lasting, self._drawn(25)))
            return self._open[-1][1]
        back = int(self._random.paretovariate(0.7))
        return self._open[-min(back, len(self._open))][1]

    def _told(self, topic: list[str], n: int) -> list[str]:
        plain = self._drawn(n)
        return [
            self._random.choice(topic) if self._random.random() < SHARE_OF_TOPIC_WORDS else word
            for word in plain
        ]

    def _drawn(self, n: int) -> list[str]:
        ranks = self._random.choices(range(N_VOCABULARY), cum_weights=self._cumulative, k=n)
        return [f"w{rank:x}q" for rank in ranks]


class Rows:
    """The live window in a file of SQLite, where it costs this process no memory.

    Args:
        path: of the file.
        n_articles: how many are published within 72 hours.
    """

    def __init__(self, path: Path, *, n_articles: int = IN_WINDOW) -> None:
        self._n_articles = n_articles
        self._rows = sqlite3.connect(path, isolation_level=None)
        self._rows.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000;"
            "CREATE TABLE states (id INTEGER PRIMARY KEY, state BLOB);"
            "CREATE TABLE articles"
            " (id INTEGER PRIMARY KEY, first, story, url_key, source, headline, at, text BLOB)"
        )
        self.n_bytes = 0
        self.seconds = 0.0

    def write(self, stories: Stories) -> None:
        """Keep the changed states, as a batch's commit would, and drop those of closed stories."""
        started = time.process_time()
        changed = stories.changed()
        self.seconds += time.process_time() - started
        self.n_bytes += sum(map(len, changed.values()))
        self._rows.executemany("REPLACE INTO states VALUES (?, ?)", changed.items())
        known = [id_ for (id_,) in self._rows.execute("SELECT id FROM states")]
        closed = [(id_,) for id_ in known if id_ not in stories]
        self._rows.executemany("DELETE FROM states WHERE id = ?", closed)

    def note(self, item: Item, placement: Placement) -> None:
        """Keep the article's row for 72 hours."""
        at = (item.published_at or START).timestamp()
        first = placement.copy_of or placement.version_of or item.id
        key = headline_key(item.title)
        text = pack(fingerprint(item.text, item.title))
        row = (item.id, first, placement.story, item.url_key, item.source, key, at, text)
        self._rows.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._rows.execute("DELETE FROM articles WHERE id <= ?", (item.id - self._n_articles,))

    def states(self) -> Iterator[tuple[int, bytes]]:
        """The states of the live stories."""
        return iter(self._rows.execute("SELECT id, state FROM states WHERE length(state) > 0"))

    def known(self) -> Iterator[Known]:
        """The articles' rows as `Stories.load` takes them."""
        for id_, first, story, key, source, headline, at, text in self._rows.execute(
            "SELECT * FROM articles ORDER BY id"
        ):
            yield Known(
                id=id_,
                first=first,
                story=story,
                url_key=key,
                source=source,
                headline=headline,
                at=at,
                seen_at=at,
                text=unpack(text),
            )


def main(n_articles: int) -> None:
    """Place the stream and print a line at each mark."""
    _say("articles  ms/article  yard ms  max ms  live  copies  MiB peak  MiB now  write ms  B each")
    _say(f"before the first: {_now_mib():.0f} MiB")
    with TemporaryDirectory() as folder:
        _restart(_place_all(n_articles, Rows(Path(folder) / "rows.db")))
        _restart(_place_dense(Rows(Path(folder) / "dense.db", n_articles=DENSE)))


def _place_all(n_articles: int, rows: Rows) -> tuple[Stories, Rows]:
    stories = Stories("en")
    spent: deque[float] = deque(maxlen=WINDOW)
    for item in Newsroom(7).articles():
        now = item.published_at or START
        started = time.process_time()
        placement = stories.place(item, now=now, new_story=item.id)
        spent.append(time.process_time() - started)
        rows.note(item, placement)
        if item.id % BATCH == 0:
            stories.forget(now)
            rows.write(stories)
        if item.id in MARKS:
            _mark(item.id, stories, rows, spent)
        if item.id >= n_articles:
            break
    return stories, rows


def _place_dense(rows: Rows) -> tuple[Stories, Rows]:
    """A day twice as busy, none of whose stories is closed yet."""
    stories = Stories("en")
    for item in islice(Newsroom(7, step=DENSE_STEP).articles(), DENSE):
        rows.note(item, stories.place(item, now=item.published_at or START, new_story=item.id))
    rows.write(stories)
    return stories, rows


def _mark(n: int, stories: Stories, rows: Rows, spent: Collection[float]) -> None:
    milliseconds = 1_000 * sum(spent) / len(spent)
    _say(
        f"{n:8}  {milliseconds:10.2f}  {_yardstick():7.2f}  {1_000 * max(spent):6.1f}  "
        f"{len(stories):4}  {stories.n_copies:6}  {_peak_mib():8.0f}  {_now_mib():7.0f}  "
        f"{1_000 * rows.seconds / n:8.2f}  {rows.n_bytes / n:6.0f}"
    )


def _yardstick() -> float:
    """Milliseconds an article that placing takes in an empty store, at this moment."""
    stories = Stories("en")
    spent = 0.0
    for item in islice(Newsroom(8).articles(), N_YARDSTICK):
        started = time.process_time()
        stories.place(item, now=item.published_at or START, new_story=item.id)
        spent += time.process_time() - started
    return 1_000 * spent / N_YARDSTICK


def _restart(window: tuple[Stories, Rows]) -> None:
    """Load the window as a new process would: reading the rows is counted, too."""
    stories, rows = window
    counts = stories.idf_state()
    packed = sum(len(state) for _, state in rows.states()) / 2**20
    started = time.process_time()
    again = Stories.load("en", rows.states(), counts, recent=rows.known())
    seconds = time.process_time() - started
    _say(f"restart: {len(again)} stories, {packed:.1f} MiB packed, {seconds:.2f} s of CPU")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _now_mib() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4 / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
