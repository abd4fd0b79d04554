"""What may not be shown, or not alone: hard rules, each with a name.

Furniture is gone before (`furniture`), repeats are judged while choosing (`choice`). A rule that
needs word lists is silent in a language without them. Imports `document`, `openers`, `quotes`,
`sentences`.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from summaries.document import Candidate, Document
from summaries.languages import Language
from summaries.lexicon import ANSWER, REFERS, SAYS, UNSPACED, says
from summaries.openers import (
    Opening,
    hides_speaker,
    is_answer,
    names_later,
    refers_inside,
)
from summaries.quotes import balanced, outside
from summaries.sentences import ends_sentence
from summaries.words import tokens

# Shorter is no sentence; longer is hard to read. Characters where words have no spaces.
_N_WORDS = (6, 55)
_N_UNSPACED = (12, 140)
# Taken off the score (in deviations) where a sentence is too long, where a page broke it off with
# dots, or where a ban was lifted.
_PENALTY_LONG = 3.0
_PENALTY_BROKEN_OFF = 2.0
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


class Verdict(NamedTuple):
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


# What most sentences get: one value for all of them.
_NOTHING_AGAINST = Verdict()


def verdicts(document: Document) -> tuple[Verdict, ...]:
    """One verdict for each candidate.  Cost: 3 µs a sentence."""
    of, candidates = document.language, document.candidates
    faults = [_fault(candidates, i, of) for i in range(len(candidates))]
    lifted = {fault for fault in set(faults) if fault and _misfires(fault, faults)}
    answers = [c.traits & ANSWER > 0 and is_answer(c.text, of) for c in candidates]
    answers.append(False)
    found: list[Verdict] = []
    for i, candidate in enumerate(candidates):
        answered = answers[i + 1] and _same_paragraph(candidates, i + 1)
        needs = candidate.is_orphan or (
            (answers[i] or leans(candidate, of)) and not _opens(candidate)
        )
        fault, penalty = faults[i], _flaws(candidate)
        if fault in lifted:
            fault, penalty = None, penalty + _PENALTY_LIFTED
        is_good = not (fault or needs or answered or penalty)
        found.append(
            _NOTHING_AGAINST
            if is_good
            else Verdict(fault=fault, leans=needs, answered=answered, penalty=penalty)
        )
    return tuple(found)


def leans(candidate: Candidate, of: Language) -> bool:
    """Whether the candidate's words cannot be understood, or attributed, without those before."""
    is_plain = not (candidate.opening or candidate.quoted or candidate.traits & REFERS)
    if is_plain or not of.has_lists:
        return False
    return (
        _dangles(candidate, of)
        or (candidate.traits & REFERS > 0 and refers_inside(candidate.text, of))
        or _hides_speaker(candidate, of)
    )


def joined(candidates: Sequence[Candidate], i: int) -> bool:
    """Whether the candidate before *i* stands directly before it, in its or the last paragraph."""
    if i == 0:
        return False
    this, before = candidates[i], candidates[i - 1]
    same = this.article == before.article
    return same and this.follows and this.paragraph - before.paragraph <= 1


def _hides_speaker(candidate: Candidate, of: Language) -> bool:
    """Whether the candidate quotes a "he"; its text is read only where both words are in it."""
    if not (candidate.quoted and candidate.traits & SAYS):
        return False
    if of.speaker_pronouns.isdisjoint(candidate.words):
        return False
    return hides_speaker(candidate.text, of)


def _is_lost(candidates: Sequence[Candidate], i: int, of: Language) -> bool:
    """Whether the sentence before an orphan names no speaker either."""
    before = candidates[i - 1]
    told = before.is_orphan or says(tokens(outside(before.text)), of)
    return not (told and joined(candidates, i))


def _opens(candidate: Candidate) -> bool:
    """Whether nothing stands before the candidate that it could lean on."""
    return candidate.position == 0 and candidate.follows


def _dangles(candidate: Candidate, of: Language) -> bool:
    """A back-referring opening; inside a quotation only where the sentence names no speaker."""
    if candidate.opening is Opening.FREE:
        return False
    if candidate.opening is not Opening.PRONOUN:
        return True
    if candidate.quoted > 0 and candidate.text[:1] in '“"„«»「『':
        return not _names_speaker(candidate.text, of)
    return candidate.position > 0 or bool(of.object_pronouns) or not names_later(candidate.text)


def _names_speaker(text: str, of: Language) -> bool:
    words = outside(text)
    return any(c.isupper() for c in words) and says(tokens(words), of)


def _fault(candidates: Sequence[Candidate], i: int, of: Language) -> Fault | None:
    candidate = candidates[i]
    text = candidate.text
    if _is_cut(text):
        return Fault.CUT
    if not balanced(text):
        return Fault.UNBALANCED
    if _is_short(candidate):
        return Fault.SHORT
    return Fault.ORPHAN if candidate.is_orphan and _is_lost(candidates, i, of) else None


def _is_cut(text: str) -> bool:
    return (not text[0].isupper() and _begins_low(text)) or not ends_sentence(text)


def _begins_low(text: str) -> bool:
    start = _LEADING.match(text)
    first = text[start.end() :] if start else text
    # A message to @somebody is torn out of a talk.
    return first[:1] == "@" or (first[:1].islower() and not _LOWER_NAME.match(first))


def _is_short(candidate: Candidate) -> bool:
    if candidate.traits & UNSPACED:
        return len(candidate.text) < _N_UNSPACED[0]
    # Not the words as they are known: of what a page spilled, {"type":"news"}, there are enough.
    text, least = candidate.text, _N_WORDS[0]
    return text.count(" ") < 2 * least and len(text.split(None, least - 1)) < least


def _flaws(candidate: Candidate) -> float:
    """What is taken off the score of a sentence that is too long, or that a page broke off."""
    broken_off = candidate.text.endswith(("...", "…")) and not candidate.traits & UNSPACED
    return _PENALTY_LONG * _is_long(candidate) + _PENALTY_BROKEN_OFF * broken_off


def _is_long(candidate: Candidate) -> bool:
    if candidate.traits & UNSPACED:
        return len(candidate.text) > _N_UNSPACED[1]
    return len(candidate.words) > _N_WORDS[1]


def _same_paragraph(candidates: Sequence[Candidate], i: int) -> bool:
    """Whether the candidate before *i* stands directly before it in one paragraph."""
    return joined(candidates, i) and candidates[i].paragraph == candidates[i - 1].paragraph


def _misfires(fault: Fault, faults: Sequence[Fault | None]) -> bool:
    return len(faults) >= _N_LIFTED and faults.count(fault) > _SHARE_LIFTED * len(faults)
