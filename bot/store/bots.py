"""Bots: whose token this is, and who owns it."""

import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from bot.model import BotId
from bot.store.database import Transaction, insert
from bot.store.tables import bots


@dataclass(frozen=True, kw_only=True, slots=True)
class Bot:
    """A stored bot. `owner_key` is the one-time key that makes its user the owner."""

    id: BotId
    username: str
    owner_id: int | None
    owner_key: str | None
    profile_hash: str | None


async def meet(
    tx: Transaction, bot_id: BotId, *, username: str, owner_id: int | None = None
) -> Bot:
    """The bot's row, made at its first start with a one-time owner key."""
    values = {"username": username} | ({} if owner_id is None else {"owner_id": owner_id})
    await tx.execute(
        insert(tx, bots)
        .values(id=bot_id, owner_key=secrets.token_urlsafe(18), **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )
    return await get(tx, bot_id)


async def get(tx: Transaction, bot_id: BotId) -> Bot:
    """A bot that was met."""
    row = (await tx.execute(sa.select(bots).where(bots.c.id == bot_id))).one()
    return Bot(
        id=BotId(row.id),
        username=row.username,
        owner_id=row.owner_id,
        owner_key=None if row.owner_id is not None else row.owner_key,
        profile_hash=row.profile_hash,
    )


async def claim_ownership(tx: Transaction, bot_id: BotId, *, user_id: int, key: str) -> bool:
    """Make *user_id* the owner if *key* is the unused one-time key."""
    bot = await get(tx, bot_id)
    if bot.owner_key is None or not hmac.compare_digest(bot.owner_key.encode(), key.encode()):
        return False
    done = await tx.execute(
        sa.update(bots)
        .where(bots.c.id == bot_id, bots.c.owner_id.is_(None))
        .values(owner_id=user_id, owner_key=None)
    )
    return done.rowcount > 0


async def set_profile_hash(tx: Transaction, bot_id: BotId, profile_hash: str) -> None:
    """Remember which commands and descriptions Telegram was told."""
    await tx.execute(sa.update(bots).where(bots.c.id == bot_id).values(profile_hash=profile_hash))
