"""The same as `ingesting` with 10,000 articles, which takes some minutes: `make bench-long`."""

from tests.benchmarks import ingesting
from tests.benchmarks.figures import Figure


async def measure() -> list[Figure]:
    """Articles a second, and `/ask`, at the size for which the targets are set."""
    return await ingesting.measure(10_000)
