"""What the package knows of each language, read from one data file a language.

A file `<code>.toml` beside this module holds word lists; `language(code)` gives them as one frozen
value. A code without a file gives a bare value: no lists, so no rule that needs a list acts.
Imports nothing of the package.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

# Snowball algorithms of languages that have no data file (the files name their own).
_STEMMERS = {
    "ca": "catalan", "da": "danish", "el": "greek", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "ga": "irish", "hu": "hungarian", "hy": "armenian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nn": "norwegian", "no": "norwegian",
    "ro": "romanian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
}  # fmt: skip

# Languages that write "3. October" for the third of October.
_ORDINAL_STOPS = {
    "cs", "da", "de", "et", "fi", "hr", "hu", "is", "lt",
    "lv", "nb", "nn", "no", "pl", "sk", "sl", "sr", "tr",
}  # fmt: skip

# Of these the ones that write a stop behind a year too.
_YEAR_STOPS = {"hr", "hu", "sr"}

_WITHOUT_SPACES = {"ja", "km", "lo", "my", "th", "zh"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """Word lists and habits of one language; all words lower case.

    Attributes:
        code: ISO 639-1, lower case.
        name: in English.
        stemmer: name of a Snowball algorithm; None where there is none.
        stem_letters: without a stemmer, words are compared by so many first letters; 0 is all.
        has_spaces: words are parted by spaces.
        has_ordinal_stops: an ordinal ends in a full stop ("3. Oktober").
        has_year_stops: so does a year.
        has_lists: a data file was found.
        elisions: what may stand before an apostrophe and is a word of its own ("l", "dell").
        stop_words: words without content.
        abbreviations: end in a full stop that ends no sentence; written without that stop.
        before_ordinals: a number that looks like a year and stands behind one is an ordinal.
        pronouns: refer back when they open a sentence.
        demonstratives: refer back unless a noun of time follows.
        time_nouns: "this week" is no reference to a sentence before.
        connectives: tie a sentence to the one before when they open it.
        subordinators: open a clause that stands alone if a comma and a name follow.
        phrases: openings of several words that tie like a connective.
        forward: openings that look like a reference and point forward; `…` stands for up to 60
            characters ("it is … that", "es gibt").
        forward_patterns: the same by first word as regular expressions, where a list would not end.
        back_references: noun phrases that stand for what was told before when they open a sentence
            and a verb of `back_verbs` follows ("the move" + "came").
        back_verbs: see there.
        object_pronouns: refer back where no noun stands before them; for languages that write
            nouns with a capital.
        inner_references: the same, anywhere in a sentence ("that idea").
        speech: words of saying that give a quotation its speaker; `*` at the end is any ending.
        answers: of these the ones that answer somebody ("interrupted").
        speaker_pronouns: as subject of a word of saying they hide who speaks.
        clause_pronouns: of these the ones that behind it begin what is said ("said it was").
        calendar: weekdays, months and words such as "yesterday".
        weekdays: from Monday on, each with the forms in which news name it.
        question_words: carry no content in a question.
        lower_bounds: make the number behind them no exact one ("about", "at least").
        parts: what stands behind a number that is a part of another ("of the").
        additions: beside a number they add it to another ("more", "another").
        percents: words for "%".
        turns: tell one of a kind from the next ("second", "last").
        says_that: words of saying whose clause follows ("said").
        per_words: before a noun of time: "a day".
        place_words: before the name of a place.
        no_counts: words behind a number that is no count ("years old", "year-old").
        number_words: small numbers in words.
        scales: "million" and the like.
        furniture_openings: a line that begins so is not the article's.
        furniture_lines: a line that consists of this alone is not the article's.
        furniture_inside: a sentence that holds this is not the article's.
        furniture_patterns: the same as regular expressions, capitals heeded, each behind one that
            is found faster and without which it does not match.
    """

    code: str
    name: str = ""
    stemmer: str | None = None
    stem_letters: int = 0
    has_spaces: bool = True
    has_ordinal_stops: bool = False
    has_year_stops: bool = False
    has_lists: bool = False
    elisions: frozenset[str] = frozenset()
    stop_words: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    before_ordinals: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    demonstratives: frozenset[str] = frozenset()
    time_nouns: frozenset[str] = frozenset()
    connectives: frozenset[str] = frozenset()
    subordinators: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    forward: tuple[str, ...] = ()
    forward_patterns: Mapping[str, str] = field(default_factory=dict)
    back_references: tuple[str, ...] = ()
    back_verbs: frozenset[str] = frozenset()
    object_pronouns: frozenset[str] = frozenset()
    inner_references: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    speaker_pronouns: frozenset[str] = frozenset()
    clause_pronouns: frozenset[str] = frozenset()
    calendar: frozenset[str] = frozenset()
    weekdays: tuple[str, ...] = ()
    question_words: frozenset[str] = frozenset()
    lower_bounds: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    additions: frozenset[str] = frozenset()
    percents: frozenset[str] = frozenset()
    turns: frozenset[str] = frozenset()
    says_that: frozenset[str] = frozenset()
    per_words: frozenset[str] = frozenset()
    place_words: frozenset[str] = frozenset()
    no_counts: frozenset[str] = frozenset()
    number_words: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    furniture_openings: tuple[str, ...] = ()
    furniture_lines: tuple[str, ...] = ()
    furniture_inside: tuple[str, ...] = ()
    furniture_patterns: Mapping[str, str] = field(default_factory=dict)


def language(code: str | None) -> Language:
    """The language of an ISO 639 code or locale ("de", "pt-BR"), bare where nothing is known."""
    base = (code or "").replace("_", "-").split("-")[0].lower()
    return _read(base) if base in codes() else _bare(base)


@cache
def codes() -> tuple[str, ...]:
    """Codes of the languages that have a data file, sorted."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml") and name[0] != "_"))


@cache
def _read(code: str) -> Language:
    data = tomllib.loads(resources.files(__name__).joinpath(f"{code}.toml").read_text("utf-8"))
    lists: dict[str, Any] = {key: frozenset(value.split()) for key, value in data["words"].items()}
    lists |= {key: tuple(value) for key, value in data["phrases"].items()}
    lists |= data.get("numbers", {})
    for key in ("forward_patterns", "furniture_patterns"):
        lists[key] = data.get(key, {})
    return Language(
        code=code,
        name=data["name"],
        stemmer=data.get("stemmer"),
        stem_letters=data.get("stem_letters", 0),
        has_spaces=code not in _WITHOUT_SPACES,
        has_ordinal_stops=code in _ORDINAL_STOPS,
        has_year_stops=code in _YEAR_STOPS,
        has_lists=True,
        **lists,
    )


def _bare(code: str) -> Language:
    return Language(
        code=code,
        stemmer=_STEMMERS.get(code),
        has_spaces=code not in _WITHOUT_SPACES,
        has_ordinal_stops=code in _ORDINAL_STOPS,
        has_year_stops=code in _YEAR_STOPS,
    )
