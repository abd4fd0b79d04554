"""The composition root: opens everything, starts the ticks, and closes it all in order.

The only module that holds the clock and knows every stage. `running` is the whole bot as a block;
`run` is that block until a signal.
"""

import asyncio
import hashlib
import signal
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import structlog
from telegram.ext import ExtBot

from bot import catalogue
from bot.catalogue import Source
from bot.clock import Clock
from bot.digests.publish import Means, publish_due
from bot.errors import TelegramError, TokenRefused
from bot.ingest import urls
from bot.ingest.fetch import Fetcher
from bot.ingest.networks import Networks
from bot.ingest.pace import GAP_SECONDS
from bot.ingest.pages import read_wanted
from bot.ingest.place import Placer
from bot.ingest.poll import poll_due
from bot.ingest.robots import Robots
from bot.model import BotId, FeedOrigin
from bot.settings import Access, Settings
from bot.store import bots, claims, feeds, leases, outbox, readership, tables
from bot.store.database import Database, open_database
from bot.store.feeds import NewFeed
from bot.store.retention import Keep, forget_old
from bot.store.schema import upgrade
from bot.telegram.access import OWNER_PREFIX, invitation
from bot.telegram.application import build_application
from bot.telegram.commands import set_profile
from bot.telegram.consume import consume_due
from bot.telegram.context import Desk, NutgrafApplication
from bot.telegram.deliver import deliver_due
from bot.telegram.reach import Met, meet, set_webhook, until_heard
from bot.telegram.request import AiohttpRequest
from bot.telegram.updates import Poller, accept
from bot.ticks import Stage, Ticks
from bot.web.application import serving
from bot.web.parts import Parts

ROLES = ("updates", "poll", "place", "publish", "deliver", "house", "web")

# Between two looks that nothing asked for. Within a process each stage wakes those that live on
# its rows, so these are what another replica's row waits at most: what people wrote and are sent,
# and digests and news, which nobody waits for to the second.
_PROMPT_SECONDS = 2.0
_NEWS_SECONDS = 5.0
_HOUR_SECONDS = 3_600.0
# Together under the 15 s in which a stopped bot must be gone.
_STOP_SECONDS = 10.0
# Sends in flight get less, so that how they ended is written before the stages are left.
_DRAIN_SECONDS = 7.0
_N_FEEDS = 50
_N_PAGES = 8
# Tables whose rows are leased while they are worked on. Sends are leased too, but what was being
# sent when a process ends is `unknown` and never given back.
_CLAIMED = (tables.feeds, tables.articles, tables.subscriptions, tables.inbox)

_log = structlog.get_logger()


async def run(settings: Settings, roles: Iterable[str] = ROLES) -> None:
    """Run the bot until SIGTERM or Ctrl-C; then end in order.

    Raises:
        SettingsError: something that was set cannot work.
        TokenRefused: Telegram does not know the token.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    try:
        async with running(settings, roles, stopping=stopping) as app:
            await _until_stopped(app, stopping)
    except TelegramError:
        # Stopped while it was still waiting for Telegram: that is an orderly end, too.
        if not stopping.is_set():
            raise


async def _until_stopped(app: "App", stopping: asyncio.Event) -> None:
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait((waiting, app.failed), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    _log.info("bot.stopping")
    if app.failed.done():
        app.failed.result()


@asynccontextmanager
async def running(
    settings: Settings,
    roles: Iterable[str] = ROLES,
    *,
    sources: Sequence[Source] | None = None,
    fetch_gap_seconds: float = GAP_SECONDS,
    stopping: asyncio.Event | None = None,
) -> AsyncIterator["App"]:
    """The bot, running while inside.

    Leaving it claims nothing more, lets sends in flight finish and gives every lease back.

    Args:
        settings: as read by `bot.settings`.
        roles: which stages this process has.
        sources: feeds to begin with; those of the catalogue by default.
        fetch_gap_seconds: least time between two requests to one host.
        stopping: ends the waiting for a Telegram that cannot be reached.

    Raises:
        SettingsError: something that was set cannot work.
        TelegramError: Telegram does not know the token, or was not reached before the stop.
    """
    async with AsyncExitStack() as stack:
        met = await meet(
            stack,
            settings.wanted_token,
            api=settings.telegram_api,
            stopping=stopping or asyncio.Event(),
        )
        app = await _open(stack, settings, met, fetch_gap_seconds)
        if sources is None:
            await _seed(app, catalogue.sources(), FeedOrigin.CATALOGUE)
        else:
            await _seed(app, sources, FeedOrigin.OWNER)
        await stack.enter_async_context(app.ticking(frozenset(roles)))
        yield app


@dataclass(kw_only=True, slots=True)
class App:
    """Everything that is open, and one method a stage: each takes the present and does its bite.

    Attributes:
        failed: ends with the error that ends the bot, such as a token that was revoked.
        http_url: where the bot's own endpoints are served, if they are.
    """

    settings: Settings
    database: Database
    clock: Clock
    owner: claims.Owner
    application: NutgrafApplication
    polling: AiohttpRequest
    fetcher: Fetcher
    robots: Robots
    placer: Placer
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    failed: asyncio.Future[None] = field(default_factory=asyncio.Future)
    http_url: str | None = None
    _ticks: Ticks = field(default_factory=lambda: Ticks(()))

    @property
    def bot(self) -> ExtBot[None]:
        """Telegram's side of the bot."""
        return self.application.bot

    @property
    def bot_id(self) -> BotId:
        """Whose token this is."""
        return self.application.desk.bot_id

    @property
    def rate(self) -> float:
        """Messages a second of the whole token."""
        return self.settings.paid_rate or self.settings.rate

    def wake(self, *stages: str) -> None:
        """Let stages look now, for one who wrote rows that they live on."""
        for stage in stages:
            self._ticks.wake(stage)

    def hold(self, stage: str) -> None:
        """Let a stage begin nothing until `go_on`: for a demonstration that moves the clock."""
        self._ticks.hold(stage)

    def go_on(self, stage: str) -> None:
        """Let a held stage look again."""
        self._ticks.go_on(stage)

    # ---- the stages, in the order of the flow ----------------------------------------------------

    async def poll(self) -> int:
        """Look at the feeds that are due."""
        return await poll_due(
            self.database,
            self.fetcher,
            now=await self.clock.now(),
            owner=self.owner,
            n=_N_FEEDS,
            lease_seconds=self.settings.lease_seconds,
            least_seconds=self.settings.poll_min_seconds,
            button_key=self.application.desk.button_key,
            stopping=self.stopping,
        )

    async def read(self) -> int:
        """Read the pages of articles whose feed told only a teaser."""
        return await read_wanted(
            self.database,
            self.fetcher,
            self.robots,
            now=await self.clock.now(),
            owner=self.owner,
            n=_N_PAGES,
            lease_seconds=self.settings.lease_seconds,
            stopping=self.stopping,
        )

    async def place(self) -> int:
        """Give waiting articles their stories."""
        return await self.placer.place_waiting(await self.clock.now())

    async def publish(self) -> int:
        """Make the editions that are due."""
        means = Means(
            owner=self.owner,
            lease_seconds=self.settings.lease_seconds,
            rate=self.rate,
            key=self.application.desk.button_key,
            topic_names=catalogue.names,
        )
        return await publish_due(self.database, await self.clock.now(), means)

    async def deliver(self) -> int:
        """Send what the outbox holds."""
        async with self.database.read() as tx:
            if not await outbox.any_open(tx, self.bot_id):
                return 0
        try:
            return await deliver_due(
                self.database,
                self.bot,
                bot_id=self.bot_id,
                owner=self.owner,
                rate=self.rate,
                paid=self.settings.paid_rate > 0,
                lease_seconds=self.settings.lease_seconds,
                now=await self.clock.now(),
                stopping=self.stopping,
                drain_seconds=_DRAIN_SECONDS,
            )
        except TokenRefused as error:
            self._fail(error)
            return 0

    async def consume(self) -> int:
        """Handle what people wrote and pressed."""
        return await consume_due(
            self.database,
            self.application,
            owner=self.owner,
            lease_seconds=self.settings.lease_seconds,
            now=await self.clock.now(),
            stopping=self.stopping,
            answered=lambda: self.wake("deliver", "publish"),
        )

    async def forget(self) -> int:
        """Forget what was kept long enough, and rest feeds unread: one process, once an hour."""
        async with self.database.begin() as tx:
            mine = await leases.take(tx, "forget", owner=self.owner, seconds=_HOUR_SECONDS)
        if mine is None:
            return 0
        keep = Keep(texts=timedelta(days=self.settings.keep_days))
        now = await self.clock.now()
        async with self.database.begin() as tx:
            n_woken, n_resting = await readership.attend(tx, always=(catalogue.FALLBACK,), now=now)
        if n_woken or n_resting:
            _log.info("feeds.attended", n_woken=n_woken, n_resting=n_resting)
        await forget_old(self.database, now, keep)
        return 0

    async def renew(self) -> int:
        """Lengthen the leases of what is being worked on."""
        seconds = self.settings.lease_seconds
        async with self.database.begin() as tx:
            for table in (*_CLAIMED, tables.outbox):
                await claims.renew(tx, table, owner=self.owner, lease_seconds=seconds)
            await leases.renew_all(tx, owner=self.owner, seconds=seconds)
        return 0

    async def receive(self) -> None:
        """Take updates in by long polling, or tell Telegram where to bring them.

        What cannot be done now is tried again; an error that will not pass ends the bot, because
        one that hears nobody only looks alive.
        """
        try:
            await until_heard(
                lambda: set_profile(self.database, self.bot, bot_id=self.bot_id), self.stopping
            )
            if self.settings.webhook_url is not None:
                await set_webhook(
                    self.bot,
                    self.settings.webhook_url,
                    secret=self.settings.webhook_secret,
                    stopping=self.stopping,
                )
                return
            poller = Poller(
                database=self.database,
                bot=self.bot,
                polling=self.polling,
                bot_id=self.bot_id,
                owner=self.owner,
                lease_seconds=self.settings.lease_seconds,
                clock=self.clock.now,
                stored=lambda: self.wake("consume"),
            )
            await poller.run_until(self.stopping)
        except Exception as error:  # noqa: BLE001 - told to whoever runs the bot
            self._fail(error)

    # ---- beginning and ending --------------------------------------------------------------------

    @asynccontextmanager
    async def ticking(self, roles: frozenset[str]) -> AsyncIterator[None]:
        """Tick while inside; then claim nothing more, finish what runs, give leases back."""
        self._ticks = Ticks(self._stages(roles))
        async with AsyncExitStack() as stack:
            if "web" in roles and self.settings.http is not None:
                served = await stack.enter_async_context(serving(self._parts(), self.settings.http))
                self.http_url = f"http://{served.host}:{served.port}"
            self._ticks.start()
            receiving = asyncio.create_task(self.receive()) if "updates" in roles else None
            _log.info("bot.ready", bot_id=self.bot_id, roles=sorted(roles), http=self.http_url)
            try:
                yield
            finally:
                await self._stop(receiving)

    def _stages(self, roles: frozenset[str]) -> list[Stage]:
        """The stages of these roles, each with those that live on what it writes."""
        stages = {
            "poll": Stage(
                name="poll",
                work=self.poll,
                every_seconds=_NEWS_SECONDS,
                wakes=("read", "place", "deliver"),
            ),
            "read": Stage(
                name="read", work=self.read, every_seconds=_NEWS_SECONDS, wakes=("place",)
            ),
            "place": Stage(
                name="place", work=self.place, every_seconds=_NEWS_SECONDS, wakes=("publish",)
            ),
            "publish": Stage(
                name="publish", work=self.publish, every_seconds=_NEWS_SECONDS, wakes=("deliver",)
            ),
            "deliver": Stage(name="deliver", work=self.deliver, every_seconds=_PROMPT_SECONDS),
            "consume": Stage(
                name="consume",
                work=self.consume,
                every_seconds=_PROMPT_SECONDS,
                wakes=("deliver", "poll", "place", "publish"),
            ),
            "forget": Stage(name="forget", work=self.forget, every_seconds=_HOUR_SECONDS),
        }
        renew = Stage(name="renew", work=self.renew, every_seconds=self.settings.lease_seconds / 3)
        return [stages[name] for role in sorted(roles) for name in _OF_ROLE[role]] + [renew]

    def _parts(self) -> Parts:
        return Parts(
            database=self.database,
            now=self.clock.now,
            is_stopping=self.stopping.is_set,
            stored=lambda: self.wake("read", "place"),
            push_key=self.settings.push_key,
            networks=Networks(allowed=self.settings.allow_networks),
            receive_update=self._accept if self.settings.webhook_url else None,
            webhook_secret=self.settings.webhook_secret,
        )

    async def _accept(self, update: Mapping[str, Any]) -> None:
        await accept(self.database, update, bot_id=self.bot_id, now=await self.clock.now())
        self.wake("consume")

    async def _stop(self, receiving: asyncio.Task[None] | None) -> None:
        self.stopping.set()
        try:
            await self._ticks.stop(patience_seconds=_STOP_SECONDS)
            if receiving is not None:
                await receiving
        finally:
            async with self.database.begin() as tx:
                for table in _CLAIMED:
                    await claims.release(tx, table, owner=self.owner)
                await leases.release_all(tx, owner=self.owner)
        _log.info("bot.stopped")

    def _fail(self, error: Exception) -> None:
        if not self.failed.done():
            self.failed.set_exception(error)


_OF_ROLE: Mapping[str, tuple[str, ...]] = {
    "updates": ("consume",),
    "poll": ("poll", "read"),
    "place": ("place",),
    "publish": ("publish",),
    "deliver": ("deliver",),
    "house": ("forget",),
    "web": (),
}


async def _open(
    stack: AsyncExitStack, settings: Settings, met: Met, fetch_gap_seconds: float
) -> App:
    bot = met.bot
    database = await stack.enter_async_context(open_database(settings.database_url))
    if await upgrade(database):
        _log.info("database.migrated")
    await _meet(database, bot, settings)
    fetcher = Fetcher(
        Networks(allowed=settings.allow_networks),
        user_agent=f"Nutgraf/{version('nutgraf')} (@{bot.username})",
        gap_seconds=fetch_gap_seconds,
    )
    desk = Desk(
        database=database,
        bot_id=BotId(bot.id),
        username=bot.username,
        button_key=_button_key(settings.wanted_token),
        access=settings.access,
        topic_names=catalogue.names,
        fetcher=await stack.enter_async_context(fetcher),
    )
    application = build_application(bot, desk)
    await stack.enter_async_context(application)
    owner = claims.new_owner()
    return App(
        settings=settings,
        database=database,
        clock=Clock(source=database.now),
        owner=owner,
        application=application,
        polling=met.polling,
        fetcher=fetcher,
        robots=Robots(),
        placer=Placer(database, owner=owner, lease_seconds=settings.lease_seconds),
    )


async def _meet(database: Database, bot: ExtBot[None], settings: Settings) -> None:
    """Meet the bot's row; log the link that makes its owner, until it has one, and the guests'."""
    async with database.begin() as tx:
        known = await bots.meet(
            tx, BotId(bot.id), username=bot.username, owner_id=settings.owner_id
        )
    link = f"https://t.me/{bot.username}?start="
    if known.owner_key is not None:
        _log.info("owner.wanted", open_this_link_once=f"{link}{OWNER_PREFIX}{known.owner_key}")
    if settings.access is Access.INVITE:
        code = invitation(_button_key(settings.wanted_token))
        _log.info("guests.wanted", send_them_this_link=f"{link}{code}")


async def _seed(app: App, sources: Sequence[Source], origin: FeedOrigin) -> None:
    """Take the feeds in that the bot begins with; those that nobody reads rest from the start."""
    now = await app.clock.now()
    new = [
        NewFeed(
            url=source.url,
            url_key=urls.canonical(source.url),
            title=source.title,
            language=source.language,
            topics=source.topics,
            origin=origin,
        )
        for source in sources
    ]
    async with app.database.begin() as tx:
        await feeds.seed(tx, new, edition=catalogue.edition(), now=now)
        await readership.attend(tx, always=(catalogue.FALLBACK,), now=now)


def _button_key(token: str) -> bytes:
    """Signs the codes in buttons: the same in every replica, and no help in guessing the token."""
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"nutgraf-buttons").digest()
