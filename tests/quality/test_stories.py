"""Stories on streams that we wrote: look-alikes in six languages, with floors."""

from pathlib import Path

import pytest

from summaries.stories import Stories
from tests.quality.story_streams import group, quality, read_stream

STREAMS = Path(__file__).parents[1] / "data" / "stories"


@pytest.mark.parametrize("code", ["ar", "de", "es", "fr", "ru", "zh"])
def test_stories_follow_events_in_other_languages(code: str) -> None:
    """B-cubed F1 is 90 % or more where look-alike events happen at the same hour."""
    stream = read_stream(STREAMS / f"{code}.jsonl", code)

    found = quality([row.event for row in stream], group(stream, Stories(code)))

    assert found.f1 >= 0.9, str(found)
