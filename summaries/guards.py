"""What may not be shown, or not alone: hard rules, each with a name.

Furniture is gone before (`furniture`), repeats are judged while choosing (`choice`). A rule that
needs word lists is silent in a language without them. Imports `document`, `openers`, `quotes`,
`sentences`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from summaries.document import Candidate, Document
from summaries.languages import Language
from summaries.openers import (
    Opening,
    has_speech_verb,
    hides_speaker,
    is_answer,
    is_orphan,
    refers_inside,
)
from summaries.quotes import balanced, outside
from summaries.sentences import ends_sentence
from summaries.words import has_unspaced_script, tokens

# Shorter is no sentence; longer is hard to read. Characters where words have no spaces.
_N_WORDS = (6, 55)
_N_UNSPACED = (12, 140)
# Taken off the score (in deviations) where a sentence is too long, or where a ban was lifted.
_PENALTY_LONG = 3.0
_PENALTY_LIFTED = 1.5
# A ban that hits more than this share of an article misunderstands its writing: it is lifted.
_SHARE_LIFTED = 0.4
# In fewer sentences a share says nothing: an excerpt of four may well have two that are cut.
_N_LIFTED = 10

_LEADING = re.compile(r"[\s\"'“”„«»‘’(\[¿¡—–•*-]*")
# Lower case that opens a sentence rightly: iPhone, eBay, al-, de, van …
_LOWER_NAME = re.compile(r"[a-z]{1,2}[A-Z]|(?:al|el|de|da|di|van|von|bin|ibn)[ \-][A-Z]")


class Fault(StrEnum):
    """Why a sentence is not shown."""

    CUT = "cut"
    ORPHAN = "orphan"
    SHORT = "short"
    UNBALANCED = "unbalanced"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What the guards say of one sentence.

    Attributes:
        fault: it may not be shown at all.
        leans: it may be shown only directly behind the sentence before it.
        answered: it may not be shown without the sentence behind it, which answers it.
        penalty: to be taken off its score, ≥ 0.
    """

    fault: Fault | None = None
    leans: bool = False
    answered: bool = False
    penalty: float = 0.0


def verdicts(document: Document) -> tuple[Verdict, ...]:
    """One verdict for each candidate.  Cost: 20 µs a sentence."""
    of, candidates = document.language, document.candidates
    faults = [
        _fault(candidate) or _lost(candidates, i, of) for i, candidate in enumerate(candidates)
    ]
    lifted = {fault for fault in Fault if _misfires(fault, faults)}
    found = []
    for i, candidate in enumerate(candidates):
        fault = faults[i]
        is_lifted = fault in lifted
        found.append(
            Verdict(
                fault=None if is_lifted else fault,
                leans=leans(candidates, i, of),
                answered=_is_answered(candidates, i, of),
                penalty=_PENALTY_LIFTED * is_lifted + _PENALTY_LONG * _is_long(candidate),
            )
        )
    return tuple(found)


def leans(candidates: Sequence[Candidate], i: int, of: Language) -> bool:
    """Whether candidate *i* cannot be understood, or attributed, without the one before it.

    The first sentence of an article leans on nothing but a speaker: nothing stands before it.
    """
    candidate = candidates[i]
    text = candidate.text
    if not of.has_lists:
        return False
    if is_orphan(text, candidate.quoted, of):
        return True
    return not (candidate.position == 0 and candidate.follows) and (
        _dangles(candidate, of)
        or refers_inside(text, of)
        or is_answer(text, of)
        or hides_speaker(text, of)
    )


def joined(candidates: Sequence[Candidate], i: int) -> bool:
    """Whether the candidate before *i* stands directly before it, in its or the last paragraph."""
    if i == 0:
        return False
    this, before = candidates[i], candidates[i - 1]
    same = this.sentence.article == before.sentence.article
    return same and this.follows and this.paragraph - before.paragraph <= 1


def _lost(candidates: Sequence[Candidate], i: int, of: Language) -> Fault | None:
    """A quotation without a speaker, where the sentence before does not name one either."""
    candidate = candidates[i]
    if not of.has_lists or not is_orphan(candidate.text, candidate.quoted, of):
        return None
    before = candidates[i - 1]
    told = joined(candidates, i) and (
        has_speech_verb(tokens(outside(before.text)), of)
        or is_orphan(before.text, before.quoted, of)
    )
    return None if told else Fault.ORPHAN


def _dangles(candidate: Candidate, of: Language) -> bool:
    """A back-referring opening; inside a quotation only where the sentence names no speaker."""
    if candidate.opening is Opening.FREE:
        return False
    opens_quoted = candidate.quoted > 0 and candidate.text[:1] in '“"„«»「『'
    if candidate.opening is Opening.PRONOUN and opens_quoted:
        return not _names_speaker(candidate.text, of)
    return True


def _names_speaker(text: str, of: Language) -> bool:
    words = outside(text)
    return any(c.isupper() for c in words) and has_speech_verb(tokens(words), of)


def _fault(candidate: Candidate) -> Fault | None:
    text = candidate.text
    if _is_cut(text):
        return Fault.CUT
    if not balanced(text):
        return Fault.UNBALANCED
    if has_unspaced_script(text):
        return Fault.SHORT if len(text) < _N_UNSPACED[0] else None
    return Fault.SHORT if len(text.split()) < _N_WORDS[0] else None


def _is_cut(text: str) -> bool:
    start = _LEADING.match(text)
    first = text[start.end() :] if start else text
    begins_low = first[:1].islower() and not _LOWER_NAME.match(first)
    return begins_low or not ends_sentence(text)


def _is_long(candidate: Candidate) -> bool:
    text = candidate.text
    if has_unspaced_script(text):
        return len(text) > _N_UNSPACED[1]
    return len(text.split()) > _N_WORDS[1]


def _is_answered(candidates: Sequence[Candidate], i: int, of: Language) -> bool:
    if i + 1 >= len(candidates) or not is_answer(candidates[i + 1].text, of):
        return False
    this, behind = candidates[i], candidates[i + 1]
    return behind.follows and behind.paragraph == this.paragraph and behind.position > 0


def _misfires(fault: Fault, faults: Sequence[Fault | None]) -> bool:
    return len(faults) >= _N_LIFTED and faults.count(fault) > _SHARE_LIFTED * len(faults)
