"""What the placer keeps: ids are handed out once."""

from bot.store import groupings
from bot.store.database import Database


async def test_reserved_ids_are_nobody_elses(database: Database) -> None:
    """Ids are handed out once, in growing order."""
    async with database.begin() as tx:
        first = await groupings.reserve_ids(tx, 3)
        second = await groupings.reserve_ids(tx, 2)
    assert (first, second) == ([1, 2, 3], [4, 5])
