"""Telegram's HTML: text with tags → plain text and entities, by td's rules and not a browser's.

What Telegram swallows without a word (a bad link, an attribute it does not know, an empty element,
a tag repaired) is returned as `swallowed`. Imports only `links` and `refusals`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.playground import links
from bot.playground.refusals import RefusedError, bad_request

# td's own white space; the end of the text counts as white space too.
_SPACES = frozenset(" \t\r\n\v\0")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAGS = {
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
_LONGEST_REFERENCE = 10
_LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One format; offset and length in UTF-16 units, further fields as in `MessageEntity`."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        """Where the format ends."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Parsed:
    """Plain text, its entities in the order of their ends, and what was dropped silently."""

    text: str
    entities: tuple[Entity, ...]
    swallowed: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    start: int
    values: dict[str, str]


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    plain: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else "\0"

    def ended(self) -> bool:
        return self.at >= len(self.source)

    def skip_spaces(self) -> None:
        while not self.ended() and self.peek() in _SPACES:
            self.at += 1

    def take_until(self, stops: frozenset[str]) -> str:
        start = self.at
        while not self.ended() and self.peek() not in stops:
            self.at += 1
        return self.source[start : self.at]

    def put(self, letters: str) -> None:
        self.plain.append(letters)
        self.offset += utf16_length(letters)


def parse_html(source: str) -> Parsed:
    """Return the plain text and the entities of a text with tags.

    Raises:
        RefusedError: "can't parse entities" with the byte offset, as td words it.
    """
    parser = _Parser(source)
    while not parser.ended():
        letter = parser.peek()
        if letter == "&":
            parser.put(_reference(parser) or _next(parser))
        elif letter != "<":
            parser.put(_next(parser))
        elif parser.source.startswith("</", parser.at):
            _end_tag(parser)
        else:
            _start_tag(parser)
    if parser.open:
        tag = parser.open[-1].tag
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{tag}"')
    text = "".join(parser.plain)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _cannot(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        )
    return Parsed(text, tuple(_joined_code(parser.entities)), tuple(parser.swallowed))


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _next(parser: _Parser) -> str:
    parser.at += 1
    return parser.source[parser.at - 1]


def _reference(parser: _Parser) -> str | None:
    """Decode one reference and step over it; None leaves the ampersand as it stands."""
    source, at = parser.source, parser.at
    if source.startswith("#", at + 1):
        is_hex = source.startswith("x", at + 2)
        digits = "0123456789abcdefABCDEF" if is_hex else "0123456789"
        start = at + 3 if is_hex else at + 2
        end = _run(source, start, digits)
        code = int(source[start:end], 16 if is_hex else 10) if end > start else 0
        if not 0 < code < _LAST_CODE_POINT or end - at >= _LONGEST_REFERENCE:
            return None
        letter = chr(code)
    else:
        end = at + 1
        while end < len(source) and source[end].isascii() and source[end].isalpha():
            end += 1
        named = _NAMED.get(source[at + 1 : end])
        if named is None:
            return None
        letter = named
    parser.at = end + 1 if source.startswith(";", end) else end
    return letter


def _run(source: str, start: int, letters: str) -> int:
    end = start
    while end < len(source) and source[end] in letters:
        end += 1
    return end


def _start_tag(parser: _Parser) -> None:
    begin = parser.at
    parser.at += 1
    name = parser.take_until(_SPACES | {">"})
    if parser.ended():
        raise _cannot("Unclosed start tag", parser, begin)
    tag = name.lower()
    if tag not in _TAGS:
        raise _cannot(f'Unsupported start tag "{tag}"', parser, begin)
    values = dict(_attributes(parser, tag, begin))
    parser.at += 1
    if tag == "span" and values.get("class") != "tg-spoiler":
        raise _cannot('Tag "span" must have class "tg-spoiler"', parser, begin)
    known = _ATTRIBUTES.get(tag, set())
    parser.swallowed += [
        f'attribute "{attribute}" of the tag "{tag}" is ignored'
        for attribute in values
        if attribute not in known
    ]
    parser.open.append(_Open(tag, parser.offset, len(parser.plain), values))


def _attributes(parser: _Parser, tag: str, begin: int) -> Iterator[tuple[str, str]]:
    while parser.peek() != ">":
        parser.skip_spaces()
        if parser.peek() == ">":
            return
        name = parser.take_until(_SPACES | frozenset("=>/\"'"))
        if not name:
            raise _cannot(f'Empty attribute name in the tag "{tag}"', parser, begin)
        parser.skip_spaces()
        if parser.ended():
            raise _cannot(f'Unclosed start tag "{tag}"', parser, begin)
        if parser.peek() != "=":
            yield name, ""
            continue
        parser.at += 1
        parser.skip_spaces()
        if parser.ended():
            raise _cannot(f'Unclosed start tag "{tag}"', parser, begin)
        value = _quoted(parser) if parser.peek() in "\"'" else _name_token(parser)
        if parser.ended():
            raise _cannot("Unclosed start tag", parser, begin)
        yield name, value


def _quoted(parser: _Parser) -> str:
    quote = _next(parser)
    letters: list[str] = []
    while not parser.ended() and parser.peek() != quote:
        decoded = _reference(parser) if parser.peek() == "&" else None
        letters.append(decoded or _next(parser))
    parser.at += 1
    return "".join(letters)


def _name_token(parser: _Parser) -> str:
    start = parser.at
    while parser.peek().isascii() and (parser.peek().isalnum() or parser.peek() in ".-"):
        parser.at += 1
    if parser.peek() not in _SPACES | {">"}:
        raise _cannot("Unexpected end of name token", parser, start)
    return parser.source[start : parser.at].lower()


def _end_tag(parser: _Parser) -> None:
    begin = parser.at
    if not parser.open:
        raise _cannot("Unexpected end tag", parser, begin)
    parser.at += 2
    name = parser.take_until(_SPACES | {">"}).lower()
    parser.skip_spaces()
    if parser.peek() != ">":
        raise _cannot("Unclosed end tag", parser, begin)
    parser.at += 1
    opened = parser.open[-1]
    if name and name != opened.tag:
        where = f"byte offset {_byte_offset(parser, begin)}"
        raise _cannot(
            f'Unmatched end tag at {where}, expected "</{opened.tag}>", found "</{name}>"'
        )
    parser.open.pop()
    if not name:
        parser.swallowed.append(f'the end tag "</>" is read as "</{opened.tag}>"')
    if parser.offset == opened.offset:
        parser.swallowed.append(f'the empty element "{opened.tag}" is dropped')
        return
    entity = _entity(parser, opened)
    if entity is not None:
        parser.entities.append(entity)


def _entity(parser: _Parser, opened: _Open) -> Entity | None:
    values = opened.values
    entity = Entity(
        type=_TAGS[opened.tag], offset=opened.offset, length=parser.offset - opened.offset
    )
    match opened.tag:
        case "a":
            return _link(parser, opened, entity)
        case "blockquote" if "expandable" in values:
            return replace(entity, type="expandable_blockquote")
        case "code" if values.get("class", "").startswith("language-"):
            return replace(entity, language=values["class"].removeprefix("language-"))
        case "tg-emoji":
            return _custom_emoji(values, entity)
        case "tg-time":
            return _date_time(parser, values, entity)
        case _:
            return entity


def _link(parser: _Parser, opened: _Open, entity: Entity) -> Entity | None:
    href = opened.values.get("href") or "".join(parser.plain[opened.start :])
    user_id = links.user_of(href)
    if user_id is not None:
        return replace(entity, type="text_mention", user_id=user_id)
    try:
        return replace(entity, url=links.checked(href))
    except links.LinkError as error:
        parser.swallowed.append(f'the link "{href}" is dropped: {error}')
        return None


def _custom_emoji(values: dict[str, str], entity: Entity) -> Entity:
    emoji_id = values.get("emoji-id", "")
    if not emoji_id.isascii() or not emoji_id.isdigit() or not int(emoji_id):
        raise _cannot("Invalid custom emoji identifier specified")
    return replace(entity, custom_emoji_id=emoji_id)


def _date_time(parser: _Parser, values: dict[str, str], entity: Entity) -> Entity | None:
    unix = values.get("unix", "")
    if not unix.isascii() or not unix.isdigit() or not int(unix):
        parser.swallowed.append('a "tg-time" without a time is dropped')
        return None
    return replace(entity, unix_time=int(unix), date_time_format=values.get("format"))


def _joined_code(entities: list[Entity]) -> Iterator[Entity]:
    """Make one `pre` with a language of `pre` and `code` around the same text."""
    for entity in entities:
        inner = next(
            (
                e
                for e in entities
                if {e.type, entity.type} == {"pre", "code"}
                and (e.offset, e.length) == (entity.offset, entity.length)
                and (e.language or entity.language)
            ),
            None,
        )
        if inner is None:
            yield replace(entity, language=None) if entity.type == "code" else entity
        elif entity.type == "pre":
            yield replace(entity, language=inner.language)


def _cannot(words: str, parser: _Parser | None = None, at: int = 0) -> RefusedError:
    where = f" at byte offset {_byte_offset(parser, at)}" if parser else ""
    return bad_request(f"can't parse entities: {words}{where}")


def _byte_offset(parser: _Parser, at: int) -> int:
    return len(parser.source[:at].encode("utf-8", "surrogatepass"))
