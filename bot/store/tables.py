"""Every table, in the order of the flow: in, stories, readers, out, and the machinery.

Times are `Instant` (epoch ms, UTC). A table that is a queue has a "when" column, `owner`,
`lease_until` (by the database's clock; 0 is free) and `attempts`: see `bot.store.claims`. Natural
keys are unique here, so that a race becomes a conflict and never a duplicate.
"""

from typing import Any

import sqlalchemy as sa

from bot.store.types import Instant, json_type

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes only INTEGER primary keys count by themselves.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, primary_key=True, autoincrement=True)


def _lease() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("owner", sa.Text),
        sa.Column("claimed_at", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("lease_until", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    )


# ---- in ------------------------------------------------------------------------------------------

feeds = sa.Table(
    "feeds",
    metadata,
    _id(),
    sa.Column("url_key", sa.Text, nullable=False, unique=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("site_url", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("topics", json_type(), nullable=False),
    # origin: reader, catalogue, owner; see `bot.store.readership`
    sa.Column("origin", sa.Text, nullable=False, server_default="owner"),
    sa.Column("state", sa.Text, nullable=False, server_default="active"),
    sa.Column("next_look_at", Instant, nullable=False),
    sa.Column("last_look_at", Instant),
    sa.Column("interval_seconds", sa.Float, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failing_since", Instant),
    sa.Column("reason", sa.Text),
    sa.Column("moved_to", sa.Text),
    sa.Column("moved_seen", sa.Integer, nullable=False, server_default="0"),
    sa.Column("moved_since", Instant),
    sa.Column("silent_hours", json_type()),
    sa.Column("added_at", Instant, nullable=False),
    *_lease(),
)
sa.Index(
    "ix_feeds_due",
    feeds.c.next_look_at,
    sqlite_where=feeds.c.state == "active",
    postgresql_where=feeds.c.state == "active",
)

articles = sa.Table(
    "articles",
    metadata,
    _id(),
    sa.Column("url_key", sa.Text, unique=True),
    sa.Column("url", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text, nullable=False),
    # Who that is, whatever its name: a domain, or the name where no domain stands for it.
    sa.Column("publisher", sa.Text, nullable=False),
    sa.Column("author", sa.Text),
    sa.Column("image", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("fetched_at", Instant, nullable=False),
    sa.Column("feed_id", sa.ForeignKey("feeds.id", ondelete="SET NULL")),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    # state: wanted (its page is to be read), waiting (to be placed), placed, dead
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("story_id", sa.ForeignKey("stories.id")),
    sa.Column("copy_of", sa.ForeignKey("articles.id", ondelete="SET NULL")),
    sa.Column("fingerprint", sa.LargeBinary),
    sa.Column("placed_at", Instant),
    sa.Column("placement", json_type()),
    sa.Column("error", sa.Text),
    *_lease(),
)
sa.Index("ix_articles_story", articles.c.story_id, articles.c.published_at, articles.c.id)
# Who tells a story, without a look at the texts of thousands of articles.
sa.Index(
    "ix_articles_outlets",
    articles.c.story_id,
    articles.c.copy_of,
    articles.c.publisher,
    articles.c.published_at,
    articles.c.feed_id,
)
sa.Index("ix_articles_published", articles.c.published_at)
sa.Index(
    "ix_articles_wanted",
    articles.c.due_at,
    sqlite_where=articles.c.state == "wanted",
    postgresql_where=articles.c.state == "wanted",
)
sa.Index(
    "ix_articles_waiting",
    articles.c.language,
    articles.c.id,
    sqlite_where=articles.c.state == "waiting",
    postgresql_where=articles.c.state == "waiting",
)
sa.Index("ix_articles_placed", articles.c.language, articles.c.placed_at)

article_versions = sa.Table(
    "article_versions",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("until", Instant, nullable=False),
)

# ---- stories -------------------------------------------------------------------------------------

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", _ID, primary_key=True, autoincrement=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("headline_reason", json_type()),
    sa.Column("summary", json_type(), nullable=False),
    sa.Column("first_at", Instant, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("news_at", Instant, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Column("n_outlets", sa.Integer, nullable=False, server_default="1"),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("alias_of", sa.ForeignKey("stories.id")),
    sa.Column("grouping", sa.LargeBinary),
)
sa.Index("ix_stories_news", stories.c.news_at)
sa.Index("ix_stories_live", stories.c.language, stories.c.touched_at)
sa.Index("ix_stories_alias", stories.c.alias_of)

story_topics = sa.Table(
    "story_topics",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
)
sa.Index("ix_story_topics_topic", story_topics.c.topic, story_topics.c.story_id)

story_events = sa.Table(
    "story_events",
    metadata,
    _id(),
    sa.Column("story_id", sa.ForeignKey("stories.id", ondelete="CASCADE"), nullable=False),
    # `at` is for the timeline; `known_at` is when we learnt of it, and says what is news to whom.
    sa.Column("at", Instant, nullable=False),
    sa.Column("known_at", Instant, nullable=False),
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sentences", json_type(), nullable=False),
    sa.UniqueConstraint("article_id", "version"),
)
sa.Index("ix_story_events_story", story_events.c.story_id, story_events.c.at)

# What the full-text index of the engine stands on: words and stems, folded by `bot.store.search`.
story_words = sa.Table(
    "story_words",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("stems", sa.Text, nullable=False),
)

groupings = sa.Table(
    "groupings",
    metadata,
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("idf", sa.LargeBinary, nullable=False),
    sa.Column("counted_until", Instant, nullable=False),
)

# ---- readers -------------------------------------------------------------------------------------

bots = sa.Table(
    "bots",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("owner_id", sa.BigInteger),
    sa.Column("owner_key", sa.Text),
    sa.Column("profile_hash", sa.Text),
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True),
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="active"),
    sa.Column("reason", sa.Text),
    sa.Column("expects", sa.Text),
    # Who let the bot write in a channel; what its readers cannot mend is told to them.
    sa.Column("keeper_id", sa.BigInteger),
    sa.Column("next_send_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("added_at", Instant, nullable=False),
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True),
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("until", Instant),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("texts", json_type(), nullable=False),
)
sa.Index("ix_marks_story", marks.c.story_id)
sa.Index(
    "ix_marks_seen",
    marks.c.at,
    sqlite_where=marks.c.kind == "seen",
    postgresql_where=marks.c.kind == "seen",
)

# What a chat sent to be made short: its own, so it is no article.
texts = sa.Table(
    "texts",
    metadata,
    _id(),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("sent_at", Instant, nullable=False),
)
sa.Index("ix_texts_chat", texts.c.bot_id, texts.c.chat_id, texts.c.text_hash)
sa.Index("ix_texts_sent", texts.c.sent_at)

preferences = sa.Table(
    "preferences",
    metadata,
    _id(),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("wishes", json_type(), nullable=False),
)

slots = sa.Table(
    "slots",
    metadata,
    _id(),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("minutes", sa.Text, nullable=False),
    sa.Column("weekdays", sa.Text, nullable=False),
    sa.UniqueConstraint("zone", "minutes", "weekdays"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    _id(),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger),
    sa.Column("slot_id", sa.ForeignKey("slots.id"), nullable=False),
    sa.Column("preferences_id", sa.ForeignKey("preferences.id"), nullable=False),
    sa.Column("next_due_at", Instant),
    sa.Column("told_until", Instant, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    *_lease(),
)
sa.Index("ix_subscriptions_chat", subscriptions.c.bot_id, subscriptions.c.chat_id)
sa.Index("ix_subscriptions_preferences", subscriptions.c.preferences_id)
sa.Index(
    "ix_subscriptions_due",
    subscriptions.c.next_due_at,
    subscriptions.c.preferences_id,
    sqlite_where=subscriptions.c.next_due_at.is_not(None),
    postgresql_where=subscriptions.c.next_due_at.is_not(None),
)

# ---- out -----------------------------------------------------------------------------------------

bodies = sa.Table(
    "bodies",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("messages", json_type(), nullable=False),
    sa.Column("told", json_type(), nullable=False),
    sa.Column("why", json_type(), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

editions = sa.Table(
    "editions",
    metadata,
    _id(),
    sa.Column(
        "subscription_id", sa.ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("body_id", sa.ForeignKey("bodies.id")),
    # state: planned (its messages are in the outbox), delivered, silent (see reason), unknown,
    # dead, failed (it could not be made)
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("delivered_at", Instant),
    sa.UniqueConstraint("subscription_id", "due_at"),
)
sa.Index("ix_editions_body", editions.c.body_id)
sa.Index("ix_editions_until", editions.c.until)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("message", json_type(), nullable=False),
    sa.Column("silent", sa.Boolean, nullable=False),
    sa.Column("reply_to", sa.BigInteger),
    sa.Column("edition_id", sa.ForeignKey("editions.id", ondelete="SET NULL")),
    # What stands above it when it is sent once more without being asked for; NULL: it never is.
    sa.Column("repeat_note", json_type()),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("reason", sa.Text),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    *_lease(),
    sa.UniqueConstraint("bot_id", "chat_id", "key", "part"),
)
_open = outbox.c.state.in_(("ready", "sending"))
sa.Index(
    "ix_outbox_open",
    outbox.c.bot_id,
    outbox.c.chat_id,
    outbox.c.priority,
    outbox.c.id,
    sqlite_where=_open,
    postgresql_where=_open,
)
sa.Index(
    "ix_outbox_due",
    outbox.c.bot_id,
    outbox.c.priority,
    outbox.c.id,
    sqlite_where=outbox.c.state == "ready",
    postgresql_where=outbox.c.state == "ready",
)
sa.Index(
    "ix_outbox_sending",
    outbox.c.lease_until,
    sqlite_where=outbox.c.state == "sending",
    postgresql_where=outbox.c.state == "sending",
)
sa.Index("ix_outbox_edition", outbox.c.edition_id)
sa.Index("ix_outbox_message", outbox.c.bot_id, outbox.c.chat_id, outbox.c.message_id)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True),
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("payload", json_type(), nullable=False),
    # state: open, done, dead
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("error", sa.Text),
    *_lease(),
)
_open_updates = inbox.c.state == "open"
sa.Index(
    "ix_inbox_open",
    inbox.c.bot_id,
    inbox.c.update_id,
    sqlite_where=_open_updates,
    postgresql_where=_open_updates,
)
sa.Index(
    "ix_inbox_chat",
    inbox.c.bot_id,
    inbox.c.chat_id,
    inbox.c.update_id,
    sqlite_where=_open_updates,
    postgresql_where=_open_updates,
)
# What a process holds: `claims.renew` and `claims.release` look for it by owner. The outbox keeps
# the owner on settled rows, and is looked at through `ix_outbox_sending`.
for _table in (feeds, articles, subscriptions, inbox):
    sa.Index(
        f"ix_{_table.name}_owner",
        _table.c.owner,
        sqlite_where=_table.c.owner.is_not(None),
        postgresql_where=_table.c.owner.is_not(None),
    )

# ---- machinery -----------------------------------------------------------------------------------

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("epoch", sa.BigInteger, nullable=False),
)

gate = sa.Table(
    "gate",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True),
    # Theoretical arrival time of the next message, in µs of the database's clock (GCRA).
    sa.Column("tat", sa.BigInteger, nullable=False),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
