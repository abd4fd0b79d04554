"""Button codes come back as they were written, and only if this bot wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.buttons import MAX_BYTES, Action, Press, decode, encode

KEY = b"a key of the tests"
IDS = st.lists(
    st.integers(min_value=-(10**13), max_value=10**13)
    | st.from_regex(r"[a-z_/+-]{1,10}", fullmatch=True),
    max_size=2,
)


@given(st.sampled_from(Action), IDS)
def test_a_code_comes_back(action: Action, ids: list[int | str]) -> None:
    """What was encoded is decoded, numbers as numbers, in at most 64 bytes."""
    code = encode(action, *ids, key=KEY)
    assert len(code.encode()) <= MAX_BYTES
    assert decode(code, KEY) == Press(action, tuple(ids))


@given(st.text(max_size=80))
def test_what_the_bot_did_not_write_is_nothing(data: str) -> None:
    """No foreign text is a press, and none is an error."""
    assert decode(data, KEY) is None


def test_a_changed_or_foreign_code_is_nothing() -> None:
    """Another id, another key and another version are all unknown."""
    code = encode(Action.STORY, 42, key=KEY)
    assert decode(code.replace("42", "43"), KEY) is None
    assert decode(code, b"another key") is None
    assert decode("2" + code[1:], KEY) is None


def test_the_longest_zone_fits() -> None:
    """A zone with three parts and a large subscription stay below 64 bytes."""
    code = encode(Action.ZONE, 10**9, "America/Argentina/ComodRivadavia", key=KEY)
    assert len(code) <= MAX_BYTES


@pytest.mark.parametrize("value", ["", "a:b", "ü", "x" * 70])
def test_no_id_breaks_a_code(value: str) -> None:
    """An id that could not come back is refused where it is written."""
    with pytest.raises(ValueError, match="button"):
        encode(Action.TOPIC, value, key=KEY)


def test_missing_ids_read_as_nothing() -> None:
    """A press asks for its ids without looking whether they are there."""
    press = Press(Action.TOPIC, (3, "world"))
    assert (press.number(0), press.word(1), press.number(1), press.word(2)) == (3, "world", 0, "")
