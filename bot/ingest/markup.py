"""Bytes of a page → HTML that no parser can be hung with.

Everything here is linear: plain searches, no pattern that backtracks (one such pattern alone hung
on 200,000 open scripts). The standard library only.
"""

import codecs
import re
from itertools import islice

MAX_BYTES = 7_000_000
"""Bytes that are looked at; scripts are dropped before the rest is measured."""

MAX_CHARACTERS = 2_000_000
"""Real pages: 99 % are below 870,000 bytes."""

MAX_TAGS = 12_000
"""Real pages: 99 % have fewer than 5,300, the largest 8,600."""

MAX_TAG = 16_000
"""Characters of one tag with its attributes."""

MAX_DATA_SCRIPT = 300_000
"""Characters of one script that carries data (JSON-LD)."""

MAX_DATA_SCRIPTS = 20

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_RAW = re.compile(r"<(script|style|svg)\b|<!--", re.IGNORECASE)
_CLOSING = {
    name: re.compile(rf"</{name}[^>]{{0,100}}>?", re.IGNORECASE)
    for name in ("script", "style", "svg")
} | {"": re.compile("-->")}
_DATA_TYPE = re.compile(r"application/(?:[a-z.-]+\+)?json", re.IGNORECASE)
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]")
_MANY_ZEROS = 100
"""Every second byte of UTF-16 in a Latin script is zero."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(body: bytes, *, content_type: str | None = None) -> str:
    """Return *body* as text: by its mark, as UTF-8, as it is declared, at last as windows-1252.

    Bytes that are valid UTF-8 are UTF-8, whatever a page says of itself. Never raises.
    """
    body = body[:MAX_BYTES]
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if body[start:400:2].count(0) > _MANY_ZEROS:
            return body.decode(encoding, "replace")
    for encoding in ("utf-8", *_declared(body, content_type), "windows-1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("windows-1252", "replace")


def guarded(html: str, *, keep_scripts: bool = False) -> str:
    """Return *html* within all limits, without controls, comments, styles, drawings and programs.

    Scripts that carry data stay; with *keep_scripts* those of the page's own state stay, too.
    """
    if _CONTROL.search(html):
        html = _CONTROL.sub("", html)
    html = _without_raw(html, keep_scripts=keep_scripts)[:MAX_CHARACTERS]
    if html.count("<") > MAX_TAGS:
        html = html[: next(islice(re.finditer("<", html), MAX_TAGS, None)).start()]
    return _without_long_tags(html)


def text_encoding(name: str) -> str:
    """Return the codec that browsers use for *name*, or an empty string.

    UTF-7 is never one: its only use today is to smuggle markup.
    """
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not getattr(codec, "_is_text_encoding", True) or codec.name in {"utf-7", "idna", "punycode"}:
        return ""
    return "windows-1252" if codec.name in {"iso8859-1", "ascii"} else codec.name


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Return the encodings that header and page declare and that Python knows as text."""
    header = _HEADER_CHARSET.search(content_type or "")
    meta = _META_CHARSET.search(body[:4096])
    names = [header[1] if header else "", meta[1].decode("ascii") if meta else ""]
    return [encoding for name in names if (encoding := text_encoding(name))]


def _without_raw(html: str, *, keep_scripts: bool) -> str:
    """Drop comments, styles, drawings and scripts; an unclosed one reaches to the end."""
    kept: list[str] = []
    at = n_data = 0
    while (found := _RAW.search(html, at)) is not None:
        kept.append(html[at : found.start()])
        name = (found[1] or "").lower()
        closing = _CLOSING[name].search(html, found.end() if name else found.start() + 2)
        if closing is None:
            return "".join(kept)
        end, at = closing.span()
        if name == "script" and n_data < MAX_DATA_SCRIPTS and end - found.end() < MAX_DATA_SCRIPT:
            head = html[found.end() : min(end, found.end() + 500)].partition(">")[0]
            if keep_scripts or _DATA_TYPE.search(head):
                kept.append(html[found.start() : at])
                n_data += 1
    kept.append(html[at:])
    return "".join(kept)


def _without_long_tags(html: str) -> str:
    """Empty every tag longer than the limit."""
    kept: list[str] = []
    at = 0
    while (start := html.find("<", at)) >= 0:
        end = html.find(">", start)
        if end < 0:
            end = len(html)
        if end - start > MAX_TAG:
            kept.append(html[at:start])
            at = end + 1
        else:
            kept.append(html[at : end + 1])
            at = end + 1
    kept.append(html[at:])
    return "".join(kept)
