"""How a sentence begins and who speaks in it: does it lean on the sentence before?

All rules need the lists of the language; without lists nothing is found. Imports `languages`,
`lexicon`, `quotes`, `words`.
"""

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import cache

from summaries.languages import Language, language
from summaries.lexicon import says
from summaries.quotes import outside
from summaries.words import lowered, tokens

_LEADING = re.compile(r"[\s\"'“”„«»‘’(\[¿¡—–-]{0,20}")
_WORD = re.compile(r"[^\s.,;:!?…()\[\]\"“”„«»—–।،؛؟]+")
_NAME = re.compile(r"(?<=[a-zà-ÿа-яё,;:)] )[\"“„«]?[A-ZÀ-ÞА-ЯЁ][^\W_]+")
_QUOTE = re.compile('["“”„«»「」『』]')
# Behind a comma or a dash, a clause of which a name is the subject, or stands beside it.
_NAMED_LATER = re.compile(
    r"(?:,| --| [–—]| but| and)(?: [\"“]?[a-zà-ÿ\d][\w'’-]*){1,8} [\"“‘']?[A-ZÀ-ÞА-ЯЁ][\w'’.-]+"
)
# More of a sentence than this in quotation marks, and nobody who says it: an orphan.
_ORPHAN_SHARE = 0.6
# Of a sentence, as much is looked at to see how it opens.
_N_LOOKED_AT = 120


class Opening(IntEnum):
    """What the first words of a sentence lean on."""

    FREE = 0
    PRONOUN = 1
    CONNECTIVE = 2


def opening(sentence: str, first_word: str, of: Language) -> Opening:
    """How *sentence* opens, opening quotation marks passed over; *first_word* as `tokens` gives it.

    A pronoun or demonstrative refers back unless the opening points forward ("It is clear that …")
    or to the calendar ("This week"). Cost: one look-up by the first word.
    """
    rules = _rules(of.code)
    if of.has_spaces and first_word.partition("'")[0] not in rules.heads:
        return Opening.FREE
    start = _start(sentence)
    rest = lowered(sentence[start : start + _N_LOOKED_AT])
    word, first = _first(rest, rules, of)
    if not first:
        return Opening.FREE
    forward = rules.forward
    if _begins(rest, forward, word) or (first != word and _begins(rest, forward, first)):
        return Opening.FREE
    if first in of.pronouns or (first in of.demonstratives and not _names_time(rest, of)):
        return Opening.PRONOUN
    hangs = first in of.subordinators and not _NAME.search(sentence)
    if hangs or first in of.connectives or _begins(rest, rules.phrases, first):
        return Opening.CONNECTIVE
    return Opening.FREE


def refers_inside(sentence: str, of: Language) -> bool:
    """Whether *sentence* holds "that idea" and the like, which another sentence names.

    Where nouns have a capital, so does a "him" with no noun before it ("We have known him long").
    """
    if of.object_pronouns and _lacks_noun(sentence, of):
        return True
    if not of.inner_references:
        return False
    return any(map(sentence.lower().__contains__, of.inner_references))


def names_later(sentence: str) -> bool:
    """Whether a pronoun that opens an article gets its name in the same sentence.

    "He wears no uniform, but Lars Holm commands." Behind the opening of an article such a name is
    mostly somebody else's: of 3 among 45,000 sentences all were.
    """
    return _NAMED_LATER.search(sentence) is not None


def is_answer(sentence: str, of: Language) -> bool:
    """Whether *sentence* is "<name> interrupted: …": an answer to the sentence before."""
    pattern = _rules(of.code).answer
    if pattern is None or not any(map(sentence.__contains__, of.answers)):
        return False
    return pattern.match(outside(sentence).lstrip()) is not None


def hides_speaker(sentence: str, of: Language) -> bool:
    """Whether *sentence* quotes somebody who is only "he" or "she" in it."""
    pattern = _rules(of.code).hidden
    if pattern is None or not _QUOTE.search(sentence):
        return False
    words = outside(sentence)
    found = pattern.search(words.lower())
    return found is not None and not _NAME.search(" , " + words[: found.start()])


def is_orphan(sentence: str, quoted_share: float, of: Language) -> bool:
    """Whether *sentence* is nearly all quotation and does not tell who says it."""
    return (
        quoted_share > _ORPHAN_SHARE and bool(of.speech) and not says(tokens(outside(sentence)), of)
    )


def _lacks_noun(sentence: str, of: Language) -> bool:
    for n, word in enumerate(_WORD.findall(sentence)):
        if word in of.object_pronouns:
            return n > 0
        if word[:1].isupper() and (n > 0 or word.lower() not in of.stop_words):
            return False
    return False


class _Rules:
    """Patterns of one language by the first word they can match, one for each such word."""

    def __init__(self, of: Language) -> None:
        single = of.pronouns | of.demonstratives | of.connectives | of.subordinators
        phrases = _by_first(of.phrases, of)
        verbs = "|".join(sorted(of.back_verbs))
        for phrase in of.back_references if verbs else ():
            pattern = rf"{re.escape(phrase)} (?:{verbs})\b"
            phrases.setdefault(phrase.split()[0], []).append(pattern)
        self.phrases = _compiled(phrases)
        self.firsts = single | set(phrases)
        # What stands before an apostrophe in them: a first word without it opens freely.
        self.heads = {first.partition("'")[0] for first in self.firsts}
        # Longest first, as one opener may begin another where words have no spaces.
        self.prefixes = tuple(sorted(self.firsts, key=lambda word: (-len(word), word)))
        forward = _by_first(of.forward, of)
        for first, told in of.forward_patterns.items():
            forward.setdefault(first, []).append(f"(?x:{told}\n)")
        if not of.has_spaces:
            pointing = [pattern for patterns in forward.values() for pattern in patterns]
            forward = dict.fromkeys(self.firsts, pointing) if pointing else {}
        self.forward = _compiled(forward)
        self.answer = _answer(of)
        self.hidden = _hidden(of)


@cache
def _rules(code: str) -> _Rules:
    return _Rules(language(code))


def _by_first(phrases: tuple[str, ...], of: Language) -> dict[str, list[str]]:
    """Patterns of *phrases* by first word; `…` in a phrase is anything short."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        parts = [_part(part.strip()) for part in phrase.replace("’", "'").split("…")]
        end = r"(?!\w)" if of.has_spaces and parts[-1][-1:].isalnum() else ""
        first = _WORD.match(phrase.replace("’", "'"))
        key = first.group() if first else phrase
        found.setdefault(key, []).append(".{1,60}?".join(parts) + end)
    return found


def _compiled(patterns: Mapping[str, list[str]]) -> dict[str, re.Pattern[str]]:
    """One pattern a word: a sentence that begins with "the" is held against dozens at once."""
    return {word: re.compile("|".join(of_word)) for word, of_word in patterns.items()}


def _part(part: str) -> str:
    return (r"(?<!\w)" if part[:1].isalnum() else "") + re.escape(part)


def _answer(of: Language) -> re.Pattern[str] | None:
    if not of.answers:
        return None
    verbs = "|".join(map(re.escape, of.answers))
    return re.compile(rf"(?:[A-ZÀ-ÞА-ЯЁ][\w.’'-]*\s+){{1,4}}(?:{verbs})(?!\w)")


def _hidden(of: Language) -> re.Pattern[str] | None:
    if not of.speech or not of.speaker_pronouns:
        return None
    verbs = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in of.speech)
    who, behind = ("|".join(sorted(each)) for each in (of.speaker_pronouns, _behind(of)))
    return re.compile(rf"(?<!\w)(?:(?:{who})(?: \w+)? (?:{verbs})|(?:{verbs}) (?:{behind}))(?!\w)")


def _behind(of: Language) -> frozenset[str]:
    return of.speaker_pronouns - of.clause_pronouns


def _first(rest: str, rules: _Rules, of: Language) -> tuple[str, str]:
    """The first word of *rest* and the opener in it ("that's", "that"), "" where it is none."""
    if not of.has_spaces:
        found = next((word for word in rules.prefixes if rest.startswith(word)), "")
        return found, found
    match = _WORD.match(rest)
    word = match.group() if match else ""
    if word in rules.firsts:
        return word, word
    opener = word.partition("'")[0]
    return word, opener if opener in rules.firsts else ""


def _begins(rest: str, patterns: Mapping[str, re.Pattern[str]], first: str) -> bool:
    pattern = patterns.get(first)
    return pattern is not None and pattern.match(rest) is not None


def _start(sentence: str) -> int:
    if sentence[:1].isalnum():
        return 0
    match = _LEADING.match(sentence)
    return match.end() if match else 0


def _names_time(rest: str, of: Language) -> bool:
    words = [word.strip(".,;:").removesuffix("'s") for word in rest.split(None, 3)[1:3]]
    return not of.time_nouns.isdisjoint(words)
