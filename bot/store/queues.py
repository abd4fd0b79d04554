"""Rows that wait, over all tables that are queues: for metrics, the status page and `doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.model import FeedState
from bot.store import editions as editions_noun
from bot.store import inbox as inbox_noun
from bot.store import outbox as outbox_noun
from bot.store.database import Transaction
from bot.store.tables import articles, feeds, inbox, outbox, subscriptions


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """Rows of one kind that are due and not done; `oldest_at` is None when there are none."""

    name: str
    n_waiting: int
    oldest_at: datetime | None

    def age_seconds(self, now: datetime) -> float:
        """How long the oldest has waited; 0 when none does."""
        return max(0.0, (now - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


async def waiting(tx: Transaction, *, now: datetime) -> list[Queue]:
    """Every queue, in the order of the flow."""
    return [await _queue(tx, name, when, is_waiting) for name, when, is_waiting in _kinds(now)]


async def states(tx: Transaction) -> Mapping[str, Mapping[str, int]]:
    """Table → state → how many rows, for what is sent, answered and published."""
    return {
        "outbox": await outbox_noun.counts(tx),
        "inbox": await inbox_noun.counts(tx),
        "editions": await editions_noun.counts(tx),
    }


def _kinds(now: datetime) -> list[tuple[str, sa.Column[Any], sa.ColumnElement[bool]]]:
    due_feed = sa.and_(feeds.c.state == FeedState.ACTIVE, feeds.c.next_look_at <= now)
    return [
        ("feeds", feeds.c.next_look_at, due_feed),
        ("pages", articles.c.due_at, articles.c.state == "wanted"),
        ("articles", articles.c.due_at, articles.c.state == "waiting"),
        ("subscriptions", subscriptions.c.next_due_at, subscriptions.c.next_due_at <= now),
        ("inbox", inbox.c.received_at, inbox.c.state == "open"),
        ("outbox", outbox.c.created_at, outbox.c.state == "ready"),
    ]


async def _queue(
    tx: Transaction, name: str, when: sa.Column[Any], is_waiting: sa.ColumnElement[bool]
) -> Queue:
    row = (await tx.execute(sa.select(sa.func.count(), sa.func.min(when)).where(is_waiting))).one()
    return Queue(name=name, n_waiting=row[0], oldest_at=row[1])
