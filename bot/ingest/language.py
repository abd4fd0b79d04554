"""The language of an article: the detector's word, weighed against what the page or feed claims.

py3langid takes 70 MB once it is asked: call `detect` in a worker (`bot.compute`), never in the
process that idles.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

N_CHARACTERS = 600
"""How much of the text is asked about; more gave no better answer on 147 articles."""

LEAST_CHARACTERS = 40
"""Shorter texts are headlines of names: what the page claims is the better guess."""

SURE = 0.9
"""Probability above which the detector is believed against a claim it contradicts."""

# Languages that news is written in. The detector knows dialects and dead languages too, and
# takes short headlines for them.
_LANGUAGES_WORDS = """
    af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id
    ig is it ja ka kk km kn ko ku ky lo lt lv mg mk ml mn mr ms mt my ne nl no om pa pl ps pt ro ru
    rw si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi xh yo zh zu
"""
_LANGUAGES = _LANGUAGES_WORDS.split()
_CODE_LENGTH = 2
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "fil": "tl"}


def detect(title: str, text: str, *, prior: str | None = None) -> str | None:
    """Return the two-letter code of the language of an article, or None when nothing tells.

    Args:
        title: headline, may be empty.
        text: body, may be empty.
        prior: what the page or the feed claims, e.g. ``de-AT``; wins when the text is short or
            the detector is unsure.
    """
    claimed = code(prior)
    sample = f"{title}\n{text[:N_CHARACTERS]}".strip()
    if not any(character.isalpha() for character in sample):
        return claimed
    found, probability = _identifier().classify(sample)
    if claimed and (len(sample) < LEAST_CHARACTERS or probability < SURE):
        return claimed
    return code(found)


def detect_each(samples: Sequence[tuple[str, str, str | None]]) -> list[str | None]:
    """Return `detect` of each (title, text, prior), in order: one trip to a worker for all."""
    return [detect(title, text, prior=prior) for title, text, prior in samples]


def code(tag: str | None) -> str | None:
    """Return the two-letter language of a tag such as ``pt_BR`` or ``nn-NO``, or None."""
    language = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    language = _SAME.get(language, language)
    return (
        language
        if len(language) == _CODE_LENGTH and language.isascii() and language.isalpha()
        else None
    )


@cache
def _identifier() -> "LanguageIdentifier":
    """Return the detector with the tables of our languages alone.

    An identifier that was restricted keeps the tables of all; a new one from what is left lets go
    of 28 MB.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # 70 MB

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(_LANGUAGES)
    return LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
