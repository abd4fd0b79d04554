"""The files of the chat page, as served and as written: nothing from elsewhere, no parsed HTML."""

import re
from collections.abc import AsyncIterator
from importlib import resources

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.playground import page

FILES = sorted(
    file.name
    for file in resources.files(page).iterdir()
    if file.name.endswith((".html", ".css", ".js"))
)
# Whatever turns a string into elements or code; text must go in as text.
PARSERS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|Function\("
)
ELSEWHERE = re.compile(r"""(?:src|href|url\(|import|from)\s*[=(]?\s*["']?(?:https?:)?//""")


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    """A client of a server that has nothing but the page."""
    application = web.Application()
    application.add_routes(page.routes())
    server = TestServer(application)
    async with server, ClientSession(base_url=server.make_url("/")) as client:
        yield client


def _text(name: str) -> str:
    return resources.files(page).joinpath(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
async def test_each_file_is_served_with_its_kind_and_the_policy(
    client: ClientSession, name: str
) -> None:
    """Every file has its media type and a policy that knows no inline code and no other host."""
    async with client.get(f"/page/{name}") as response:
        policy = response.headers["Content-Security-Policy"]
        kind = response.content_type
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert kind.rpartition("/")[2].startswith(name.rpartition(".")[2].replace("js", "javascript"))


@pytest.mark.parametrize(
    "path", ["/page/__init__.py", "/page/..%2f__init__.py", "/page/..%5c__init__.py", "/page/no.js"]
)
async def test_nothing_else_is_served(client: ClientSession, path: str) -> None:
    """Code, other folders and unknown names are not found."""
    async with client.get(path) as response:
        assert response.status == 404


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_no_module_parses_html_or_code(name: str) -> None:
    """What a message says cannot become an element, whatever it says."""
    assert PARSERS.findall(_text(name)) == []


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    """No file asks another host for anything."""
    assert ELSEWHERE.findall(_text(name)) == []
