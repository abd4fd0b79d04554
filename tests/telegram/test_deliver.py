"""Delivery over the wire, with every way in which it goes wrong."""

from tests.telegram.house import House, a_part


async def test_parts_arrive_in_order(house: House) -> None:
    """The parts of one digest come one after the other."""
    ada = house.reader()
    await house.plan(ada, *(a_part(f"part {n}") for n in range(1, 4)))
    await house.deliver_all()
    texts = [message["text"] for message in house.playground.from_bot(ada)]
    assert texts == ["part 1", "part 2", "part 3"]
