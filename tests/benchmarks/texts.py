"""Any number of invented articles, the same at each run, on thousands of invented events.

A few words of each sentence are English; the others are made up of syllables, so that two events
share as few of them as two in the news do.
"""

import random
from datetime import datetime, timedelta

from bot.model import NewArticle

_NAMES = "Carrow Orne Dahl Venn Marsh Ilves Tarn Quill Ostrow Bell Harrow Finch".split()
THINGS = (
    "bridge ferry election budget storm hospital library tunnel museum harbour school railway"
    " festival factory dam court strike airport forest satellite"
).split()
_DEEDS = "closed opened flooded approved delayed rebuilt inspected sold renamed expanded".split()
_WHO = "the council|the ministry|engineers|residents|the operator|inspectors|the mayor".split("|")
_SYLLABLES = (
    "ba cor del fen gar hol im jor kel lun mar nes or pil quin ros sal tor ul ven wes yar zel bri"
    " cas don el fro gim hur"
).split()


def _made_up(n: int) -> list[str]:
    """*n* different words of two or three syllables."""
    chance = random.Random(0)  # noqa: S311 - repeatable, not secret
    found: dict[str, None] = {}
    while len(found) < n:
        found["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3))))] = None
    return list(found)


_WORDS = _made_up(6_000)
_PLACES = ["Tolmouth", *(word.title() for word in _WORDS[:199])]


def articles(n: int, *, now: datetime, seed: int = 1) -> list[NewArticle]:
    """*n* articles on about n/2 events, three days up to *now*, from twelve outlets."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [_article(i, n, chance, now) for i in range(n)]


def _article(i: int, n: int, chance: random.Random, now: datetime) -> NewArticle:
    event = random.Random(chance.randrange(max(1, n // 2)))  # noqa: S311 - as above
    place, thing, deed = (event.choice(each) for each in (_PLACES, THINGS, _DEEDS))
    facts = event.sample(_WORDS, 12)
    sentences = [
        f"The {thing} in {place} was {deed} on Monday, {event.choice(_WHO)} said.",
        *(_sentence(chance, place, thing, facts) for _ in range(11)),
    ]
    url = f"https://outlet{i % 12}.example/{i}"
    return NewArticle(
        url=url,
        url_key=url,
        title=f"{place} {thing} {deed}: {' '.join(chance.sample(facts, 4))}",
        text="\n\n".join(" ".join(sentences[k : k + 3]) for k in range(0, 12, 3)),
        outlet=f"Outlet {i % 12}",
        language="en",
        published_at=now - timedelta(seconds=(n - i) * 259_200 / n),
    )


def _sentence(chance: random.Random, place: str, thing: str, facts: list[str]) -> str:
    words = " ".join(chance.sample(_WORDS, 6) + chance.sample(facts, 3))
    return (
        f"{chance.choice(_NAMES)} said the {thing} near {place} had {words} with"
        f" {chance.randrange(2, 900)} people."
    )
