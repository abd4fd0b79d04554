"""Leases by name: who may do what only one process may do at a time.

`updates:<bot>` has the one caller of getUpdates, `place:<language>` the one placer, and each
housekeeping task its own. The epoch grows with every change of hands and fences writers whose
lease has passed. All by the database's clock.
"""

import sqlalchemy as sa

from bot.store.claims import Owner
from bot.store.database import Transaction, insert
from bot.store.tables import leases
from bot.store.types import database_now, greatest


async def take(tx: Transaction, name: str, *, owner: Owner, seconds: float) -> int | None:
    """Take or renew lease *name*; return its epoch, or None while another holds it."""
    await tx.execute(
        insert(tx, leases)
        .values(name=name, owner=None, until=0, epoch=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    mine = leases.c.owner == owner
    taken = (
        sa.update(leases)
        .where(leases.c.name == name, sa.or_(mine, leases.c.until < database_now()))
        .values(
            owner=owner,
            until=database_now() + round(seconds * 1000),
            epoch=leases.c.epoch + sa.case((sa.and_(mine, leases.c.until > 0), 0), else_=1),
        )
        .returning(leases.c.epoch)
    )
    epoch: int | None = await tx.scalar(taken)
    return epoch


async def holds(tx: Transaction, name: str, *, owner: Owner, epoch: int) -> bool:
    """Whether nobody has taken *name* from *owner* since that epoch; locks the row on PostgreSQL.

    The fence: asked inside the transaction whose writes the lease protects. A lease that has run
    out but that nobody took protects still: otherwise work longer than a lease could never end.
    """
    row = await tx.scalar(
        sa.select(leases.c.name)
        .where(
            leases.c.name == name,
            leases.c.owner == owner,
            leases.c.epoch == epoch,
        )
        .with_for_update()
    )
    return row is not None


async def renew_all(tx: Transaction, *, owner: Owner, seconds: float) -> None:
    """Lengthen every lease of *owner* that still runs; one taken for longer keeps its time."""
    until = database_now() + round(seconds * 1000)
    await tx.execute(
        sa.update(leases)
        .where(leases.c.owner == owner, leases.c.until >= database_now())
        .values(until=greatest(leases.c.until, until))
    )


async def release_all(tx: Transaction, *, owner: Owner) -> None:
    """Give back every lease of *owner*, as when stopping."""
    await tx.execute(sa.update(leases).where(leases.c.owner == owner).values(until=0, owner=None))
