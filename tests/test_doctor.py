"""What is wrong, before anyone asks."""

from datetime import timedelta

from bot.doctor import examine
from bot.model import ChatId
from bot.settings import Settings
from bot.store import claims, editions, inbox
from bot.store.database import Database
from bot.store.editions import NewEdition
from tests.builders import BOT, add_chat, add_subscription


async def test_what_was_given_up_is_told(database: Database, migrated_url: str) -> None:
    """Digests and messages that failed every time are counted, with where to look."""
    now = await database.now()
    async with database.begin() as tx:
        reader = await add_subscription(tx, await add_chat(tx))
        failed = NewEdition(
            subscription_id=reader.id,
            due_at=now - timedelta(days=1),
            since=now - timedelta(days=2),
            until=now,
            body_id=None,
            late=True,
            reason=editions.FAILED,
        )
        await editions.add_all(tx, [failed], now=now)
        await inbox.add(tx, BOT, [(1, ChatId(7), {}), (2, ChatId(7), {})], now=now)
        for _ in range(claims.MAX_ATTEMPTS + 1):
            await inbox.claim_open(tx, BOT, n=1, owner=claims.new_owner(), lease_seconds=-1)
    findings = [finding async for finding in examine(Settings(database_url=migrated_url))]
    [given_up] = [finding for finding in findings if finding.name == "given up"]
    assert not given_up.is_well
    assert "1 digest that could not be made and 1 message that" in given_up.text
