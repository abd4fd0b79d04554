"""Telegram's HTML: text with tags → plain text and entities, by td's rules and not a browser's.

What Telegram swallows without a word (a bad link, an attribute it does not know, an empty element,
an abbreviated end tag) is returned as `swallowed`. Imports `cursor`, `entities`, `links` and
`refusals`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.playground import links
from bot.playground.cursor import SPACES, Cursor
from bot.playground.entities import Entity, utf16_length
from bot.playground.refusals import RefusedError, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "tg-emoji": {"emoji-id"},
    "blockquote": {"expandable"},
    "tg-time": {"unix", "format"},
}
_MARKS = frozenset("<&")
_NAME_ENDS = SPACES | {">"}
_ATTRIBUTE_ENDS = SPACES | frozenset("=>/\"'")


@dataclass(frozen=True, slots=True)
class Parsed:
    """Plain text, its entities in the order of their ends, and what was dropped silently."""

    text: str
    entities: tuple[Entity, ...]
    swallowed: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """A tag that is not closed yet; `offset` in UTF-16 units, `start` in pieces of plain text."""

    tag: str
    offset: int
    start: int
    values: dict[str, str]


@dataclass(slots=True)
class _Output:
    plain: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)

    def put(self, letters: str) -> None:
        self.plain.append(letters)
        self.offset += utf16_length(letters)


def parse_html(source: str) -> Parsed:
    """Return the plain text and the entities of a text with tags.

    Raises:
        RefusedError: "can't parse entities" with the byte offset, as td words it.
    """
    cursor, output = Cursor(source), _Output()
    while not cursor.ended:
        if cursor.peek == "&":
            output.put(cursor.take_reference() or cursor.take())
        elif cursor.peek != "<":
            output.put(cursor.take_until(_MARKS))
        elif source.startswith("</", cursor.at):
            _end_tag(cursor, output)
        else:
            _start_tag(cursor, output)
    if output.open:
        tag = output.open[-1].tag
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{tag}"')
    text = "".join(output.plain)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _cannot(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        )
    return Parsed(text, tuple(_with_languages(output.entities)), tuple(output.swallowed))


def _start_tag(cursor: Cursor, output: _Output) -> None:
    begin = cursor.at
    cursor.at += 1
    tag = cursor.take_until(_NAME_ENDS).lower()
    if cursor.ended:
        raise _cannot("Unclosed start tag", cursor, begin)
    if tag not in _KINDS:
        raise _cannot(f'Unsupported start tag "{tag}"', cursor, begin)
    values = dict(_attributes(cursor, tag, begin))
    cursor.at += 1
    if tag == "span" and values.get("class") != "tg-spoiler":
        raise _cannot('Tag "span" must have class "tg-spoiler"', cursor, begin)
    output.swallowed += [
        f'attribute "{name}" of the tag "{tag}" is ignored'
        for name in values
        if name not in _ATTRIBUTES.get(tag, ())
    ]
    output.open.append(_Open(tag, output.offset, len(output.plain), values))


def _attributes(cursor: Cursor, tag: str, begin: int) -> Iterator[tuple[str, str]]:
    """Yield name and value of each attribute, and stop before the ``>``."""
    while cursor.peek != ">":
        cursor.skip_spaces()
        if cursor.peek == ">":
            return
        name = cursor.take_until(_ATTRIBUTE_ENDS)
        if not name:
            raise _cannot(f'Empty attribute name in the tag "{tag}"', cursor, begin)
        cursor.skip_spaces()
        if cursor.ended:
            raise _cannot(f'Unclosed start tag "{tag}"', cursor, begin)
        if cursor.peek != "=":
            yield name, ""
            continue
        cursor.at += 1
        cursor.skip_spaces()
        if cursor.ended:
            raise _cannot(f'Unclosed start tag "{tag}"', cursor, begin)
        value = _quoted(cursor) if cursor.peek in "\"'" else _name_token(cursor)
        if cursor.ended:
            raise _cannot("Unclosed start tag", cursor, begin)
        yield name, value


def _quoted(cursor: Cursor) -> str:
    quote = cursor.take()
    pieces = [cursor.take_until(frozenset((quote, "&")))]
    while cursor.peek == "&":
        pieces.append(cursor.take_reference() or cursor.take())
        pieces.append(cursor.take_until(frozenset((quote, "&"))))
    cursor.at += 1
    return "".join(pieces)


def _name_token(cursor: Cursor) -> str:
    start = cursor.at
    while cursor.peek.isascii() and (cursor.peek.isalnum() or cursor.peek in ".-"):
        cursor.at += 1
    if cursor.peek not in _NAME_ENDS:
        raise _cannot("Unexpected end of name token", cursor, start)
    return cursor.source[start : cursor.at].lower()


def _end_tag(cursor: Cursor, output: _Output) -> None:
    begin = cursor.at
    if not output.open:
        raise _cannot("Unexpected end tag", cursor, begin)
    cursor.at += 2
    name = cursor.take_until(_NAME_ENDS).lower()
    cursor.skip_spaces()
    if cursor.peek != ">":
        raise _cannot("Unclosed end tag", cursor, begin)
    cursor.at += 1
    opened = output.open.pop()
    if name and name != opened.tag:
        where = f"Unmatched end tag at byte offset {cursor.byte_offset(begin)}"
        raise _cannot(f'{where}, expected "</{opened.tag}>", found "</{name}>"')
    if not name:
        output.swallowed.append(f'the end tag "</>" is read as "</{opened.tag}>"')
    if output.offset == opened.offset:
        output.swallowed.append(f'the empty element "{opened.tag}" is dropped')
    elif (entity := _entity(output, opened)) is not None:
        output.entities.append(entity)


def _entity(output: _Output, opened: _Open) -> Entity | None:
    length = output.offset - opened.offset
    entity = Entity(type=_KINDS[opened.tag], offset=opened.offset, length=length)
    match opened.tag:
        case "a":
            return _link(output, opened, entity)
        case "blockquote" if "expandable" in opened.values:
            return replace(entity, type="expandable_blockquote")
        case "code" if opened.values.get("class", "").startswith("language-"):
            return replace(entity, language=opened.values["class"].removeprefix("language-"))
        case "tg-emoji":
            return _custom_emoji(opened.values, entity)
        case "tg-time":
            return _date_time(output, opened.values, entity)
        case _:
            return entity


def _link(output: _Output, opened: _Open, entity: Entity) -> Entity | None:
    href = opened.values.get("href") or "".join(output.plain[opened.start :])
    user_id = links.user_of(href)
    if user_id is not None:
        return replace(entity, type="text_mention", user_id=user_id)
    try:
        url = links.checked(href)
    except links.LinkError as error:
        output.swallowed.append(f'the link "{href}" is dropped: {error}')
        return None
    if links.changes_its_meaning(href):
        output.swallowed.append(f'the link "{href}" is read as "{url}"')
    return replace(entity, url=url)


def _custom_emoji(values: dict[str, str], entity: Entity) -> Entity:
    emoji_id = values.get("emoji-id", "")
    if not _is_positive(emoji_id):
        raise _cannot("Invalid custom emoji identifier specified")
    return replace(entity, custom_emoji_id=emoji_id)


def _date_time(output: _Output, values: dict[str, str], entity: Entity) -> Entity | None:
    unix = values.get("unix", "")
    if not _is_positive(unix):
        output.swallowed.append('a "tg-time" without a time is dropped')
        return None
    return replace(entity, unix_time=int(unix), date_time_format=values.get("format"))


def _is_positive(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and int(digits) > 0


def _with_languages(entities: list[Entity]) -> Iterator[Entity]:
    """Make one `pre` with a language of a `pre` and a `code` around the same text."""
    languages = {(e.offset, e.length): e.language for e in entities if e.type == "code"}
    blocks = {(e.offset, e.length) for e in entities if e.type == "pre"}
    for entity in entities:
        place = (entity.offset, entity.length)
        if entity.type == "pre":
            yield replace(entity, language=languages.get(place))
        elif entity.type != "code":
            yield entity
        elif not (place in blocks and entity.language):
            yield replace(entity, language=None)


def _cannot(words: str, cursor: Cursor | None = None, at: int = 0) -> RefusedError:
    where = f" at byte offset {cursor.byte_offset(at)}" if cursor else ""
    return bad_request(f"can't parse entities: {words}{where}")
