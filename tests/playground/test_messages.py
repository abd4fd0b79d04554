"""Tests of sending, editing and deleting over the wire."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.playground.chats import ChatType, Person
from bot.playground.server import Playground, open_playground
from tests.playground.wire import Wire, open_wire


async def test_a_message_arrives_as_it_was_meant(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """Text, formats and buttons of a sent message stand in the chat, and nothing is reported."""
    sent = await bot.send_message(
        ada.id,
        "<b>Harbour</b> reopens 🚢",
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="m1")]]),
    )
    [message] = playground.from_bot(ada)
    assert message["text"] == "Harbour reopens 🚢"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert sent.reply_markup is not None
    assert playground.report().violations == []


async def test_a_reply_carries_what_it_replies_to(wire: Wire, ada: Person) -> None:
    """`reply_to_message` is complete, but not nested further."""
    answer = await wire.call(
        "sendMessage", chat_id=ada.id, text="Hello", reply_parameters={"message_id": 1}
    )
    again = await wire.call(
        "sendMessage",
        chat_id=ada.id,
        text="Once more",
        reply_parameters={"message_id": answer.result["message_id"]},
    )
    assert "reply_to_message" not in again.result["reply_to_message"]


async def test_a_reply_to_nothing_may_be_sent_all_the_same(wire: Wire, ada: Person) -> None:
    """`allow_sending_without_reply` drops the reply."""
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    answer = await wire.call("sendMessage", chat_id=ada.id, text="Hi", reply_parameters=reply)
    assert "reply_to_message" not in answer.result


async def test_options_of_a_message_are_kept(wire: Wire, ada: Person) -> None:
    """Link preview options and protection stand in the message."""
    answer = await wire.call(
        "sendMessage",
        chat_id=ada.id,
        text="see https://news.example/1",
        link_preview_options={"is_disabled": True},
        protect_content=True,
        disable_notification=True,
    )
    assert answer.result["link_preview_options"] == {"is_disabled": True}
    assert answer.result["has_protected_content"]


async def test_entities_may_be_given_by_hand(wire: Wire, ada: Person) -> None:
    """Without a parse mode the entities of the call are put in order like parsed ones."""
    answer = await wire.call(
        "sendMessage",
        chat_id=ada.id,
        text=" <b> bold",
        entities=[{"type": "bold", "offset": 1, "length": 3}],
    )
    assert (answer.result["text"], answer.result["entities"]) == (
        "<b> bold",
        [{"type": "bold", "offset": 0, "length": 3}],
    )


async def test_a_keyboard_is_shown_to_people_only(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """The chat shows a forced reply, the answer to the bot does not repeat it."""
    sent = await bot.send_message(ada.id, "When?", reply_markup=ForceReply())
    assert playground.from_bot(ada)[0]["reply_markup"]["force_reply"]
    assert sent.reply_markup is None


async def test_an_edit_replaces_text_and_buttons(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """An edit without buttons takes them away, and the message tells when it was edited."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="m1")]])
    sent = await bot.send_message(ada.id, "old", reply_markup=markup)
    await bot.edit_message_text("new", chat_id=ada.id, message_id=sent.message_id)
    [message] = playground.from_bot(ada)
    assert (message["text"], "reply_markup" in message) == ("new", False)
    assert message["edit_date"] >= message["date"]


async def test_the_same_edit_twice_is_refused(bot: Bot, ada: Person) -> None:
    """An edit that changes nothing says so."""
    sent = await bot.send_message(ada.id, "old")
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_text("old", chat_id=ada.id, message_id=sent.message_id)


async def test_an_edit_of_buttons_keeps_the_text(wire: Wire, ada: Person) -> None:
    """`editMessageReplyMarkup` changes nothing else."""
    sent = await wire.call("sendMessage", chat_id=ada.id, text="text")
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    edited = await wire.call(
        "editMessageReplyMarkup",
        chat_id=ada.id,
        message_id=sent.result["message_id"],
        reply_markup=markup,
    )
    assert (edited.result["text"], edited.result["reply_markup"]) == ("text", markup)


async def test_a_deleted_message_is_gone(playground: Playground, bot: Bot, ada: Person) -> None:
    """Deleting twice finds nothing the second time."""
    sent = await bot.send_message(ada.id, "oops")
    await bot.delete_message(ada.id, sent.message_id)
    assert playground.from_bot(ada) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ada.id, sent.message_id)


async def test_several_messages_are_deleted_at_once(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """`deleteMessages` takes those that are there."""
    sent = [await bot.send_message(ada.id, text) for text in "abc"]
    await bot.delete_messages(ada.id, [sent[0].message_id, sent[2].message_id, 999])
    assert [m["text"] for m in playground.from_bot(ada)] == ["b"]


async def test_a_message_older_than_two_days_stays() -> None:
    """Deleting is refused after 48 hours."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    async with open_playground(clock=lambda: now) as playground, open_wire(playground) as wire:
        ada = playground.person("Ada")
        playground.says(ada, "hi", sender=ada)
        sent = await wire.call("sendMessage", chat_id=ada.id, text="old")
        now += timedelta(hours=49)
        answer = await wire.call(
            "deleteMessage", chat_id=ada.id, message_id=sent.result["message_id"]
        )
    assert answer.words == "Bad Request: message can't be deleted"


async def test_dates_come_from_the_clock_given() -> None:
    """A playground with a clock of its own writes that clock's dates."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    async with open_playground(clock=lambda: now) as playground, open_wire(playground) as wire:
        ada = playground.person("Ada")
        playground.says(ada, "hi", sender=ada)
        sent = await wire.call("sendMessage", chat_id=ada.id, text="now")
    assert sent.result["date"] == int(now.timestamp())


async def test_ids_run_over_private_chats_and_basic_groups(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """Private chats and basic groups share a counter, supergroups and channels do not."""
    group = playground.group("Readers", admins=[ada])
    large = playground.group("Many readers", admins=[ada], kind=ChatType.SUPERGROUP)
    channel = playground.channel("News", admins=[ada])
    ids = [
        (await wire.call("sendMessage", chat_id=chat, text=f"{n}")).result["message_id"]
        for n, chat in enumerate([ada.id, group.id, ada.id, large.id, channel.id, large.id])
    ]
    assert ids == [3, 4, 5, 2, 1, 3]


async def test_an_upgraded_group_names_its_new_id(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """Writing to the old id is a 400 with the new one; the new one works."""
    group = playground.group("Readers", admins=[ada])
    new = playground.migrate(group)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "hello")
    sent = await bot.send_message(migrated.value.new_chat_id, "hello")
    assert sent.chat.id == new.id


async def test_topics_take_messages_until_they_are_closed(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """A message goes into its topic; a closed one and an unknown one refuse."""
    group = playground.group("Readers", admins=[ada], kind=ChatType.SUPERGROUP)
    thread = playground.topic(group, "Space")
    sent = await bot.send_message(group.id, "lift-off", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    playground.close_topic(group, thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(group.id, "landed", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "landed", message_thread_id=thread + 1)


async def test_a_blocked_bot_may_write_again_after_the_unblock(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """Blocking refuses, unblocking lets through."""
    playground.block(ada)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ada.id, "hello")
    playground.unblock(ada)
    assert (await bot.send_message(ada.id, "hello")).text == "hello"


async def test_a_draft_is_seen_and_not_kept(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """`sendMessageDraft` reaches those who watch, and leaves no message."""
    with playground.state.events.listen() as events:
        answer = await wire.call("sendMessageDraft", chat_id=ada.id, draft_id=7, text="Thinking")
        assert answer.result is True
        assert events.get_nowait()["text"] == "Thinking"
    assert playground.from_bot(ada) == []


async def test_a_chat_action_is_seen(playground: Playground, bot: Bot, ada: Person) -> None:
    """`sendChatAction` reaches those who watch."""
    with playground.state.events.listen() as events:
        await bot.send_chat_action(ada.id, "typing")
        assert events.get_nowait() == {
            "type": "chat_action",
            "chat_id": ada.id,
            "action": "typing",
        }
