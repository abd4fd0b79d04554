"""Tests of long polling over the wire."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.playground.chats import ChatType, Person
from bot.playground.server import Playground
from tests.playground.wire import Wire


@pytest.fixture
def waiting(playground: Playground) -> Callable[[], Awaitable[None]]:
    """Wait until a call of `getUpdates` holds."""

    async def wait() -> None:
        async with asyncio.timeout(5):
            while not playground.state.updates.is_polled:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.001)

    return wait


async def test_a_poll_holds_until_something_happens(
    playground: Playground, wire: Wire, waiting: Callable[[], Awaitable[None]]
) -> None:
    """A call with a timeout waits, and is answered by the first update."""
    ada = playground.person("Ada")
    poll = asyncio.create_task(wire.call("getUpdates", timeout=30))
    await waiting()
    playground.says(ada, "hello", sender=ada)
    [update] = (await poll).result
    assert update["message"]["text"] == "hello"


async def test_a_poll_without_news_ends_empty(wire: Wire) -> None:
    """After its timeout a call is answered with nothing."""
    assert (await wire.call("getUpdates", timeout=1)).result == []


async def test_updates_stay_until_their_offset_confirms_them(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """Without an offset the same updates come again; with one those below are forgotten."""
    playground.says(ada, "second", sender=ada)
    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [u.update_id for u in first] == [u.update_id for u in again]
    assert [u.message.text for u in rest if u.message] == ["second"]
    assert playground.state.updates.n_pending == 1


async def test_updates_keep_their_order_and_limit(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """A call brings the oldest, at most *limit*."""
    for n in range(5):
        playground.says(ada, str(n), sender=ada)
    updates = (await wire.call("getUpdates", limit=3)).result
    assert [u["message"]["text"] for u in updates] == ["/start", "0", "1"]


async def test_numbers_beyond_the_limits_are_cut_and_reported(wire: Wire) -> None:
    """At most 100 updates a call and 50 seconds, whatever was asked for."""
    await wire.call("getUpdates", limit=500, timeout=-1)
    assert [v.words for v in wire.playground.report().violations] == [
        "limit 500 is cut to 100",
        "timeout -1 is cut to 0",
    ]


async def test_a_negative_offset_keeps_the_newest(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Offset -1 forgets all but the last."""
    playground.says(ada, "last", sender=ada)
    [update] = (await wire.call("getUpdates", offset=-1)).result
    assert (update["message"]["text"], playground.state.updates.n_pending) == ("last", 1)


async def test_an_update_tells_the_message_as_it_was(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """A later edit does not change what was queued before."""
    message_id = playground.says(ada, "first", sender=ada)
    playground.edits(ada, message_id, "second")
    updates = (await wire.call("getUpdates")).result
    texts = [next(v for k, v in u.items() if k != "update_id")["text"] for u in updates]
    assert texts == ["/start", "first", "second"]


async def test_a_second_poller_ends_the_first(
    bot: Bot, wire: Wire, waiting: Callable[[], Awaitable[None]]
) -> None:
    """The call that waited gets a 409."""
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await waiting()
    second = asyncio.create_task(wire.call("getUpdates", timeout=1))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    assert (await second).result == []


async def test_only_allowed_kinds_are_queued(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """`allowed_updates` holds until it is given anew, and unknown kinds are reported."""
    await wire.call("getUpdates", offset=-1, allowed_updates=["my_chat_member", "news"])
    playground.says(ada, "unheard", sender=ada)
    playground.block(ada)
    updates = (await wire.call("getUpdates")).result
    assert [sorted(u) for u in updates[1:]] == [["my_chat_member", "update_id"]]
    assert [v.words for v in playground.report().violations] == ['unknown kind of update "news"']


async def test_reactions_come_only_on_request(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Reactions are not among Telegram's default kinds."""
    playground.reacts(ada, 1, "👍", sender=ada)
    await wire.call("getUpdates", offset=-1, allowed_updates=["message_reaction"])
    playground.reacts(ada, 1, None, sender=ada)
    updates = (await wire.call("getUpdates")).result
    assert updates[-1]["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert len(updates) == 2


async def test_every_kind_of_update_is_complete(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """All that people do here makes updates that aiogram and the description accept."""
    kinds = [
        "message",
        "edited_message",
        "channel_post",
        "my_chat_member",
        "chosen_inline_result",
        "inline_query",
        "message_reaction",
        "callback_query",
    ]
    await wire.call("getUpdates", allowed_updates=kinds)
    group = playground.group("Readers", admins=[ada], members=[playground.person("Ben")])
    playground.promote(group, by=ada)
    playground.mute(group, by=ada)
    playground.promote(group, by=ada)
    channel = playground.channel("News", admins=[ada])
    playground.says(channel, "post", sender=ada)
    playground.says(ada, "", sender=ada, document=("feeds.opml", b"<opml/>"))
    playground.says(ada, "look", sender=ada, forward_from=channel)
    playground.says(ada, "and", sender=ada, forward_from=ada, reply_to=1)
    playground.reacts(group, playground.says(group, "hi", sender=ada), "👍", sender=ada)
    playground.picks(ada, {"id": "1", "title": "Story"}, query="q", sender=ada)
    playground.migrate(group)
    large = playground.group("Many", admins=[ada], kind=ChatType.SUPERGROUP)
    playground.topic(large, "Space")
    playground.remove(large, by=ada)
    question = asyncio.create_task(playground.asks_inline(ada, "port", timeout_seconds=0.2))
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await wire.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    await playground.press(
        ada, sent.result["message_id"], data="x", sender=ada, timeout_seconds=0.01
    )
    await question
    updates = (await wire.call("getUpdates")).result
    seen = {name for update in updates for name in update} - {"update_id", "edited_message"}
    assert seen == set(kinds) - {"edited_message"}
