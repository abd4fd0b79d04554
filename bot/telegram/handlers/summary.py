"""Links, texts and documents made short; a link to a front page or a feed becomes a source.

A link, and a post forwarded from a public channel, is read through the one door and stored like any
article, so that it joins its story. What else someone pasted, forwarded or sent as a document is
theirs: it is kept for this chat alone. Imports render's answers, `bot.ingest` and the store.
"""

from dataclasses import dataclass, replace

from telegram import Document, Message, MessageEntity, MessageOriginChannel, Update

from bot import compute
from bot.errors import NoArticleText, UsageError
from bot.ingest import channel, door, urls
from bot.ingest.linked_feeds import FoundFeed
from bot.model import Article, ArticleId, ChatKind, Page, SentText, TextId
from bot.model import Message as OurMessage
from bot.render import answer
from bot.render.answer import ShortText
from bot.render.buttons import Action, Press
from bot.store import articles, texts
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers import sources
from bot.telegram.handlers.pressed import OnPress, length_of
from bot.telegram.handlers.slow import said_if_slow
from bot.telegram.handlers.written import command
from bot.telegram.quoting import TIMEOUT_SECONDS, summary_of_text

N_SENTENCES = 3
MAX_DOCUMENT_MEGABYTES = 5
_MEGABYTE = 1_000_000
_ENDS_OF_SENTENCES = (".", "!", "?", "…", '"', "”", "“", "»", "。")
_DOCUMENTS = (".txt", ".html", ".htm", ".md")
# So many characters beside a link are a word or two on it, and the article is what is meant.
_TALK_BESIDE_A_LINK = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class _Post:
    """Where a channel's post stands, and what the channel is called."""

    link: str
    title: str


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("summary", summary_command))


async def summary_command(update: Update, context: Context) -> None:
    """``/summary`` with a link or text, or as a reply to a message or document."""
    message = update.message
    if message is None:
        return
    text = " ".join(context.args or ())
    replied = message.reply_to_message
    if text:
        await of_written(context, message, text)
    elif replied is not None:
        await of_message(context, replied)
    else:
        context.reply(answer.what_to_summarise(context.voice))


async def of_message(context: Context, message: Message) -> None:
    """Make a message short: its document, its link or its text."""
    if message.document is not None:
        await of_document(context, message.document)
    else:
        await of_written(context, message, message.text or message.caption or "")


async def of_written(context: Context, message: Message, text: str) -> None:
    """Make a message's text short, or the article behind its link if it is hardly more than that.

    Args:
        context: of the chat.
        message: where it stands.
        text: the part of it that is meant.
    """
    link, post = link_of(message), _post_of(message)
    async with said_if_slow(context):
        if link is not None and len(text) <= len(link) + _TALK_BESIDE_A_LINK:
            await _of_link(context, link)
        elif post is not None:
            await _of_page(context, replace(await _pasted(text), url=post.link), post.title)
        else:
            context.reply(await _shortened(context, await _pasted(text)))


async def of_document(context: Context, document: Document) -> None:
    """Make a document short."""
    name = (document.file_name or "").lower()
    if not name.endswith(_DOCUMENTS) and not (document.mime_type or "").startswith("text/"):
        raise UsageError("error-document")
    if (document.file_size or 0) > MAX_DOCUMENT_MEGABYTES * _MEGABYTE:
        raise UsageError("error-too-large", megabytes=MAX_DOCUMENT_MEGABYTES)
    async with said_if_slow(context):
        file = await document.get_file()
        body = bytes(await file.download_as_bytearray())
        context.reply(await _shortened(context, _titled(await door.read_file(body))))


def link_of(message: Message) -> str | None:
    """The first address in a message, whether it shows or stands behind words."""
    hidden = [e.url for e in (*message.entities, *message.caption_entities) if e.url]
    found = next(iter([*_shown_links(message), *hidden]), None)
    if found is None:
        return None
    return found if "://" in found else f"https://{found}"


def _shown_links(message: Message) -> list[str]:
    """Addresses as they stand; the library raises where there is no text to look in."""
    kinds: list[str | None] = [MessageEntity.URL]
    if message.text:
        return list(message.parse_entities(kinds).values())
    return list(message.parse_caption_entities(kinds).values()) if message.caption else []


# ---- presses -------------------------------------------------------------------------------------


async def other_length(context: Context, press: Press) -> None:
    """Tell a text shorter or longer."""
    n_sentences = length_of(press)
    async with context.read() as tx:
        article = await articles.get(tx, ArticleId(press.number(0)))
    context.edit(await _of_article(context, article, n_sentences))


async def other_length_of_text(context: Context, press: Press) -> None:
    """Tell one of this chat's own texts shorter or longer."""
    n_sentences = length_of(press)
    bot_id, chat_id = context.desk.bot_id, context.chat.id
    async with context.read() as tx:
        sent = await texts.get(tx, bot_id, chat_id, TextId(press.number(0)))
    context.edit(await _of_sent(context, sent, n_sentences))


PRESSES: dict[Action, OnPress] = {
    Action.SUMMARY: other_length,
    Action.TEXT: other_length_of_text,
}


async def _of_link(context: Context, link: str) -> None:
    """Read the article behind a link; a front page or a feed becomes a source instead."""
    read = await sources.in_time(context, link, _read(context, link))
    if not isinstance(read, Page):
        await sources.offer(context, read)
        return
    await _of_page(context, read)


async def _of_page(context: Context, read: Page, outlet: str | None = None) -> None:
    """Take an article in like any other, and make it short."""
    database = context.desk.database
    article_id, _ = await door.take_in(database, read, now=context.now, outlet=outlet)
    async with context.read() as tx:
        article = await articles.get(tx, article_id)
    context.reply(await _of_article(context, article, N_SENTENCES))


async def _read(context: Context, link: str) -> Page | list[FoundFeed]:
    """The article behind a link, or the feeds of a front page that has none."""
    # In a group a link is only made short: what the group gets is for its admins to change.
    may_add = context.chat.kind is ChatKind.PRIVATE
    is_source = urls.is_front(link) or channel.page_of(link) is not None
    if may_add and is_source and (found := await sources.feeds_or_none(context, link)):
        return found
    try:
        return await door.read_link(context.desk.fetcher, link)
    except NoArticleText:
        found = await sources.feeds_or_none(context, link) if may_add else []
        if not found:
            raise
        return found


async def _of_article(context: Context, article: Article, n_sentences: int) -> OurMessage:
    told, is_whole = await _told(article.text, article.title, article.language, n_sentences)
    short = ShortText(
        sentences=told,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        published_at=article.published_at,
        article_id=article.id,
        site_feed=article.url is not None and article.feed_id is None,
    )
    return _rendered(context, short, is_whole=is_whole)


async def _shortened(context: Context, page: Page) -> OurMessage:
    """A text of this chat, kept and made short."""
    bot_id, chat_id = context.desk.bot_id, context.chat.id
    async with context.desk.database.begin() as tx:
        text_id = await texts.keep(
            tx,
            bot_id,
            chat_id,
            title=page.title,
            text=page.text,
            language=page.language,
            now=context.now,
        )
        sent = await texts.get(tx, bot_id, chat_id, text_id)
    return await _of_sent(context, sent, N_SENTENCES)


async def _pasted(text: str) -> Page:
    return _titled(await door.read_pasted(text))


def _titled(page: Page) -> Page:
    """The first line of a pasted text may be its first paragraph, which is to be told too."""
    if not (page.title or "").endswith(_ENDS_OF_SENTENCES):
        return page
    return replace(page, title=None, text=f"{page.title}\n\n{page.text}")


def _post_of(message: Message) -> _Post | None:
    """The public channel's post that a message forwards; Telegram vouches for it."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel) or not origin.chat.username:
        return None
    link = f"https://{channel.HOST}/{origin.chat.username}/{origin.message_id}"
    return _Post(link=link, title=origin.chat.title or origin.chat.username)


async def _of_sent(context: Context, sent: SentText, n_sentences: int) -> OurMessage:
    told, is_whole = await _told(sent.text, sent.title or "", sent.language, n_sentences)
    short = ShortText(sentences=told, title=sent.title, text_id=sent.id)
    return _rendered(context, short, is_whole=is_whole)


async def _told(
    text: str, title: str, language: str | None, n_sentences: int
) -> tuple[tuple[str, ...], bool]:
    return await compute.run(
        summary_of_text, text, title, language, n_sentences, timeout_seconds=TIMEOUT_SECONDS
    )


def _rendered(context: Context, short: ShortText, *, is_whole: bool) -> OurMessage:
    page = answer.too_short if is_whole else answer.summary
    return page(context.voice, short, context.now)
