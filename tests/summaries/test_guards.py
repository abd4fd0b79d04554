"""What the guards say of single sentences."""

import pytest

from summaries.document import read
from summaries.guards import Fault, Verdict, verdicts
from summaries.languages import language
from summaries.values import SourceText

BEFORE = "The ferry Halcyon left the harbour of Veld with forty cars on board."
LONG = f"The council heard {', '.join(['one more speaker on the bridge'] * 9)} on Monday night."


def _judged(text: str, code: str) -> tuple[Verdict, ...]:
    return verdicts(read([SourceText(text=text)], language(code)))


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("The crew of the second ferry stayed ashore until the storm had gone.", None),
        ("and the crew of the second ferry stayed ashore until the storm had gone.", Fault.CUT),
        ("@ferryfan the crew of the second ferry stayed ashore until dawn.", Fault.CUT),
        ("The crew of the second ferry stayed ashore until the", Fault.CUT),
        ("The crew stayed ashore, Berg.", Fault.SHORT),
        ('The crew stayed" ashore until the storm over the strait had gone.', Fault.UNBALANCED),
        ("“We stayed ashore for as long as the wind blew from the north.”", Fault.ORPHAN),
    ],
)
def test_a_fault_has_a_name(sentence: str, fault: Fault | None) -> None:
    """A sentence that is cut, short, torn from its marks or without speaker is never shown."""
    assert _judged(f"{BEFORE}\n\n{sentence}", "en")[-1].fault is fault


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("The second ferry of the line stayed in the harbour of Orm.", False),
        ("She stayed in the harbour of Orm until the storm had gone.", True),
        ("However, the second ferry stayed in the harbour of Orm.", True),
        ("It is clear that the second ferry will stay in the harbour.", False),
        ("Berg replied: “The second ferry stays in the harbour tonight.”", True),
        ("“The second ferry stays in the harbour,” she said on Monday night.", True),
        ("The mayor of Orm liked that idea more than anybody had expected.", True),
    ],
)
def test_a_sentence_may_lean_on_the_one_before(sentence: str, *, leans: bool) -> None:
    """What refers, ties or answers stands directly behind its predecessor, and nowhere else."""
    assert _judged(f"{BEFORE} {sentence}", "en")[-1].leans is leans


def test_what_is_answered_is_not_shown_without_the_answer() -> None:
    """A claim that somebody contradicts at once needs the contradiction beside it."""
    claim, answer = _judged(f"{BEFORE} Berg replied: “It left with fifty cars that night.”", "en")
    assert (claim.answered, answer.leans) == (True, True)


@pytest.mark.parametrize(
    ("text", "code", "is_long"),
    [
        (BEFORE, "en", False),
        (LONG, "en", True),
        (LONG.replace(" ", "\n"), "en", True),
        ("台風" * 60 + "が来た。", "ja", False),
        ("台風" * 70 + "が来た。", "ja", True),
    ],
)
def test_a_long_sentence_costs(text: str, code: str, *, is_long: bool) -> None:
    """Over 55 words, or 140 characters of a script without spaces, are hard to read."""
    assert (_judged(text, code)[0].penalty > 0) is is_long
