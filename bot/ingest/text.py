"""Plain text out of hostile text and markup: one cleaning for feeds, pages, messages and pushes.

Everything here is linear in its input: no pattern can backtrack over more than a bounded stretch.
The standard library only; nothing of the project.
"""

import html
import re
import unicodedata

MAX_TITLE = 300
"""Code points of a title; Telegram shows about 60 in a notification and five lines in a chat."""

MAX_MARKS = 3
"""Combining marks in a row. Vietnamese and polytonic Greek need two, pointed Hebrew three."""

# Scripts whose letters change shape at a joiner, and emoji, which are glued together by one.
_JOINING = "\u0600-\u06ff\u0700-\u07bf\u08a0-\u08ff\u0900-\u0dff\ufe0f\U0001f300-\U0001faff"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_MANY_MARKS = re.compile(f"([{_MARKS}]{{{MAX_MARKS}}})[{_MARKS}]+")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANKS = re.compile(f"[\t{_SPACES}]")
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(f"[{_UNSEEN}]+")
# The joiner stands first, so that the search does not look around every letter.
_LOOSE_JOINER = re.compile(f"[\u200c\u200d](?:(?<![{_JOINING}][\u200c\u200d])|(?![{_JOINING}]))")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Most texts have none of all these, and one plain class is searched fast.
_ODD = re.compile(
    f"[\t\r\x0b\x0c\x85\u2028\u2029{_SPACES}{_UNSEEN}\u200c\u200d\ud800-\udfff{_MARKS}]"
)
_BLANK_LINE = re.compile(r"\n *\n")

# A quoted attribute value may hold ">"; a quotation mark that never closes is taken as a letter.
_TAG = re.compile(
    r"""<(?:/?[A-Za-z]|[!?])(?>[^<>"']++|"[^"<]{0,4000}+"|'[^'<]{0,4000}+'|["'])*+>"""
)
_CUT_TAG = re.compile(r"<(?:/|!|/?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?)?\Z")
_SUPERSCRIPT = re.compile(r"<sup\b[^<>]*>", re.IGNORECASE)  # the 2 of 2026² is not a digit more
_BREAK_TAG = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
# Sorted by first letters, the common ones in front: an alternation is tried one by one.
_BLOCK_TAG = re.compile(
    r"</?(?:p(?:re)?|li|d(?:iv|[dlt]|etails)|[ou]l|h(?:[1-6r]|eader)|t(?:able|[dhr])"
    r"|f(?:ig(?:caption|ure)|ieldset|ooter|orm)|a(?:ddress|rticle|side)|blockquote|main|nav|section)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_SILENT = re.compile(r"<(?=[!STst])(?:(script|style|svg|select|template)\b|!--)", re.IGNORECASE)


def clean(text: str) -> str:
    """Return *text* in NFC without controls, hidden and bidi characters; line breaks are LF.

    Joiners stay where a script or an emoji needs them. At most `MAX_MARKS` combining marks follow
    each other; lone surrogates become U+FFFD, so that the result can be stored.
    """
    if _ODD.search(text):
        text = _BLANKS.sub(" ", _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text)))
        if "\u200c" in text or "\u200d" in text:
            text = _LOOSE_JOINER.sub("", text)
        # Marks are cut before they are ordered: that is quadratic in CPython.
        text = _MANY_MARKS.sub(r"\1", _HIDDEN.sub("", text))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def line(text: str) -> str:
    """Return *text* cleaned, as one line with single spaces."""
    return " ".join(clean(text).split())


def lines(text: str) -> list[str]:
    """Return the lines of *text* that are not empty, each cleaned and with single spaces."""
    found = (" ".join(part.split()) for part in clean(text).split("\n"))
    return [part for part in found if part]


def paragraphs(text: str) -> str:
    """Return *text* cleaned, its paragraphs parted by one blank line.

    A text without a blank line has a paragraph on every line.
    """
    text = clean(text).strip()
    blocks = _BLANK_LINE.split(text)
    parts = map(_single_spaced, blocks if len(blocks) > 1 else text.split("\n"))
    return "\n\n".join(part for part in parts if part)


def title(markup: str) -> str:
    """Return a title as plain text: no tags, unescaped once, one line, at most 300 long."""
    if "<" in markup:
        markup = _TAG.sub("", _without_silent(markup))
    if "&" in markup:
        markup = html.unescape(markup)
    return cut(line(markup), MAX_TITLE)


def headline_of(body: str) -> str:
    """Return the first line of a text that has no title, short enough for one."""
    return cut(body.partition("\n")[0], 120)


def from_html(markup: str) -> str:
    """Return the text of an HTML fragment, paragraphs parted by a blank line.

    Cost: linear, about 20 ms a megabyte.
    """
    if "<" not in markup and "&" not in markup:
        return paragraphs(markup)
    if "<" in markup and _TAG.search(markup) is not None:
        markup = " ".join(_without_silent(markup).splitlines()).strip()
        markup = _BLOCK_TAG.sub("\n\n", _BREAK_TAG.sub("\n", markup))
        markup = _TAG.sub("", _SUPERSCRIPT.sub(" ", markup))
    return paragraphs(html.unescape(_CUT_TAG.sub("", markup)))


def cut(text: str, most: int) -> str:
    """Return *text* with at most *most* code points, never cut inside a letter and its marks."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _clings(text[end]):
        end -= 1
    return text[:end].rstrip() + "…"


def _single_spaced(block: str) -> str:
    """Join the words of cleaned text; most blocks need no work, and asking is ten times cheaper."""
    return " ".join(block.split()) if "  " in block or "\n" in block else block.strip()


def _without_silent(markup: str) -> str:
    """Drop comments and elements whose text nobody reads; an unclosed one reaches to the end."""
    found = _SILENT.search(markup)
    if found is None:
        return markup
    lowered = markup.lower() if len(markup.lower()) == len(markup) else markup
    kept: list[str] = []
    at = 0
    while found is not None:
        kept.append(markup[at : found.start()])
        closing = f"</{found[1].lower()}" if found[1] else "-->"
        end = lowered.find(closing, found.end())
        if end < 0:
            return " ".join(kept)
        # The closing tag itself stays for a comment's ">" or falls to the tag pattern.
        at = end + len(closing) if not found[1] else end
        found = _SILENT.search(markup, at)
    kept.append(markup[at:])
    return " ".join(kept)


def _clings(character: str) -> bool:
    """Tell whether *character* belongs to the letter or emoji before it."""
    return (
        unicodedata.combining(character) > 0
        or character in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
