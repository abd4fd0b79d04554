"""The network guard, asked the way aiohttp asks it."""

import socket

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import FetchError
from bot.ingest import guard, networks
from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks


class ScriptedResolver(AbstractResolver):
    """Answers the next of its lists of addresses at each question, as a rebinding name does."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the next answer, whatever the family."""
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=family or socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_allowed(address: str) -> None:
    """The public internet is reachable, also where an IPv4 address stands in IPv6 clothes."""
    assert networks.is_allowed(address, Networks())


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 168.63.129.16 169.254.169.254 172.31.0.1
    192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 203.0.113.5 224.0.0.1 255.255.255.255
    ::1 :: ::127.0.0.1 ::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a9fe:a9fe 100::1 2001::1
    2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1
    ff02::1 news.example
    """.split(),
)
def test_everything_else_is_refused(address: str) -> None:
    """Private, special and wrapped addresses, scopes, and what is no address at all."""
    assert not networks.is_allowed(address, Networks())


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["10.0.0.1", "93.184.216.34"]]
)
async def test_one_private_answer_poisons_a_name(answers: list[str]) -> None:
    """A name that leads to a private address, whatever else it leads to, is not asked."""
    connector = guard.connector(Networks(), resolver=ScriptedResolver(answers))
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get("http://news.example/")


async def test_no_packet_reaches_loopback() -> None:
    """Neither a literal address nor a name that changes its answer opens a connection."""
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(text="inside")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    resolver = ScriptedResolver(["93.184.216.34", "127.0.0.1"], ["127.0.0.1"])
    async with aiohttp.ClientSession(
        connector=guard.connector(Networks(), resolver=resolver)
    ) as session:
        for url in (f"http://127.0.0.1:{port}/", *[f"http://news.example:{port}/"] * 2):
            with pytest.raises(aiohttp.ClientError):
                await session.get(url)
    await runner.cleanup()
    assert seen == []


async def test_a_name_that_changes_its_answer_reaches_nothing_inside() -> None:
    """First it leads to a host that may be asked, then to one beside it that may not."""
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.transport.get_extra_info("sockname")[0] if request.transport else "")
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, keepalive_timeout=0.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.2", 0).start()
    port = runner.addresses[0][1]
    await web.TCPSite(runner, "127.0.0.1", port).start()
    resolver = ScriptedResolver(["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"])
    reasons = []
    for number in range(4):
        async with Fetcher(
            Networks.parse("127.0.0.2/32"), gap_seconds=0.0, resolver=resolver
        ) as fetcher:
            try:
                await fetcher.fetch(f"http://news.example:{port}/{number}", kind="page")
            except FetchError as error:
                reasons.append(error.reason)
    await runner.cleanup()
    assert (seen, reasons) == (["127.0.0.2"], ["address"] * 3)
