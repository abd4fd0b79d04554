"""Features, against values that were worked out elsewhere, and what must hold of any text."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries import SourceText
from summaries.bags import Floats
from summaries.document import Candidate, Document, read
from summaries.features import features
from summaries.languages import language
from summaries.lexicon import told
from summaries.openers import opening
from summaries.quotes import quoted_share
from summaries.words import tokens
from tests.summaries.texts import BRIDGE

SHARED = Path(__file__).parents[3] / "shared"
RIDGE = SHARED / "data" / "models" / "summary_ridge.json"
LINEAR = SHARED / "data" / "models" / "summary_linear2.json"
ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly")


def crude(word: str) -> str:
    """The stem that the published check was made with."""
    word = re.sub(r"(?<=...)['’]s$", "", word) if len(word) > 4 else word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)][:8]
    return word[:8]


def crude_stems(text: str) -> tuple[str, ...]:
    """Content stems as the published check has them: sumy's stop words."""
    utils = pytest.importorskip("sumy.utils")
    stop_words = utils.get_stop_words("english")
    words = re.findall(r"[^\W_]+(?:['’\-][^\W_]+)*", text.lower())
    return tuple(crude(word) for word in words if len(word) > 1 and word not in stop_words)


def seed_document(ridge: dict[str, Any], linear: dict[str, Any]) -> Document:
    """The seed article, parted as the check parts it."""
    raw = next((SHARED / "seeds").glob("*.txt")).read_text("utf-8")
    of = language("en")
    candidates = []
    for i, (start, end) in enumerate(ridge["check"]["spans"]):
        text = raw[start:end]
        candidates.append(
            Candidate(
                text=text,
                article=0,
                start=start,
                end=end,
                position=i,
                n_of_article=len(ridge["check"]["spans"]),
                paragraph=linear["check"]["paragraph"][i],
                follows=True,
                words=tuple(tokens(text)),
                stems=crude_stems(text),
                traits=told(tokens(text), of)[1],
                quoted=quoted_share(text),
                opening=opening(text, tokens(text)[0], of),
                is_orphan=bool(ridge["check"]["values"][i][32]),
            )
        )
    title = crude_stems(raw.partition(" | ")[0])
    return Document(language=of, candidates=tuple(candidates), titles=(title,))


@pytest.mark.skipif(not RIDGE.exists(), reason="the published check lies outside the project")
def test_features_agree_with_the_published_check() -> None:
    """All values of both published models, but one that depends on the list of words of saying."""
    ridge, linear = json.loads(RIDGE.read_text()), json.loads(LINEAR.read_text())
    found = features(seed_document(ridge, linear))
    wanted = np.hstack([ridge["check"]["values"], linear["check"]["new_values"]])
    differing = {
        name
        for name, column in zip(linear["features"], wanted.T, strict=True)
        if np.abs(found[name] - column).max() > 1e-3
    }
    assert differing <= {"say"}


def column(name: str) -> Floats:
    """One feature of the bridge article."""
    return features(read([BRIDGE], language("en")))[name]


def test_places_count_from_the_first_sentence() -> None:
    """1/(1+position), and every paragraph's first sentence is marked."""
    assert column("pinv").tolist() == [1 / (1 + i) for i in range(8)]
    assert column("parfirst").tolist() == [1.0] * 8


def test_the_sentence_nearest_the_title_is_the_first() -> None:
    """Title words stand in the first sentence of this article."""
    assert int(column("title").argmax()) == 0


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab .!\n“”A1é今ا", max_size=200), st.sampled_from(["en", "zh", "xx"]))
def test_features_are_finite_for_any_text(text: str, code: str) -> None:
    """No division by zero, whatever the text: no words, one word, equal sentences."""
    found = features(read([SourceText(text=text, title="ab A1")], language(code)))
    assert all(np.isfinite(values).all() for values in found.values())
