"""Text → paragraphs → sentences, each a span of the text as given.

sentencex (rules for some 240 languages) finds boundaries; a repair layer of ours then only takes
boundaries away or adds some, so a sentence is always `text[start:end]`. Imports `languages`,
`lexicon`, `quotes`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from sentencex import segment

from summaries.languages import Language
from summaries.lexicon import says
from summaries.quotes import quotations

# A quotation longer than this is split like other text: nobody reads a sentence of 100 words. Set
# by reading: most news quotations of two or three sentences close within it.
_N_QUOTED = 420
# Behind a quotation in a script without spaces, a word of saying this near names the speaker.
_N_SPEAKER = 6
# What is split at once: sentencex is quadratic in quotation marks, and a real paragraph is shorter.
# A longer one is parted behind the first stop in the window at its end.
_N_AT_ONCE = 4_000
_N_WINDOW = 1_000

# A line without the white space around it.
_LINE = re.compile(r"\S(?:[^\n\r\x0b\x0c\u0085\u2028\u2029]*\S)?")
_BLANK_LINE = re.compile(r"\n[ \t\r\u00a0\u3000]*\n")
_CLOSING = "\"'”’»“›‘)]}」』）】"
_FINAL = ".!?…。！？｡؟۔।॥"
_FINALS = frozenset(_FINAL)
_ENDS = re.compile(rf"[{re.escape(_FINAL)}:][{re.escape(_CLOSING)}\s]*\Z")
# Words and marks that end nothing, up to the last character: most paragraphs of one sentence. The
# commonest letters are in \w too, but a character is found faster than its category.
_ONE_SENTENCE = re.compile(r"[A-Za-z0-9\w ,;’'“”\"()–—-]*+.")
_LINE_ENDS = frozenset(_FINAL + ":" + _CLOSING)
# A text wrapped at a fixed width: so many lines that end in mid-sentence, this share of all; nearly
# all of them shorter by one word at most than the widest, which has a usual width.
_N_WRAPPED = 4
_SHARE_WRAPPED = 0.5
_SHARE_FULL = 0.9
_N_WORD_WRAPPED = 14
_WRAPPED_AT = range(50, 101)
_SURROGATE = re.compile("[\ud800-\udfff]")
# White space of several bytes: sentencex panics where one stands behind an initial.
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
_WINDOW_STOP = re.compile(r"[.!?](?= )|[。！？]")
_ELLIPSIS = re.compile(r"[….](?:(?<=…)|(?<!\.\.)\.{2,})[”»\"]?\s+(?=[^\W\d_]|[\"“„«¿¡(])")
# A stop without a space behind it, as scraped pages have them ("went home.The mayor").
# It begins with the stop, and looks back from there, so that the search runs from stop to stop.
_GLUED = re.compile(r"[.!?](?<=[a-zà-ÿа-яё]{2}.)[”\"]?(?=[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё]+[ ,])")
# The same in short, one a mark: what begins with one character is found four times as fast.
_STOP_AND_CAPITAL = tuple(re.compile(rf'\{stop}[”"]?[A-ZÀ-ÞА-ЯЁ]') for stop in ".!?")
# Where a heading in capitals, or an address, lost the line break behind it ("MAYOR TO PAYThe town",
# "LIVE ON MAY 3The"). Of a heading first the place, which is quickly found, then what is before it.
_CAPITAL = "A-ZÀ-ÖØ-ÞĞİŞŁŚĆŃĄĘŹŻČŠŽĐА-ЯЁІЇЄ"
_OPENS = rf"(?=[\"“]?(?:[{_CAPITAL}][a-zß-ÿа-яё]{{2}}|(?:An|As|At|By|He|If|In|It|On|To|We) ))"
_STUCK = re.compile(rf"[{_CAPITAL}0-9](?=[\"“{_CAPITAL}])" + _OPENS)
_HEADING = re.compile(
    rf"(?:[{_CAPITAL}]{{2}}[{_CAPITAL}'’-]* [{_CAPITAL}'’-]{{3,}}|[{_CAPITAL}]{{3,}} \d{{1,4}})\Z"
)
_ADDRESS = re.compile(r"@\w{3,}\.(?:com|co\.\w\w|in|net|org)" + _OPENS)
_N_HEADING = 60
# Behind an agency's place and date without a dash ("SANDHOLM, May 3 (PTI) The …").
_DATELINE = re.compile(r"\((?:PTI|ANI|IANS|UNI|AFP)\) (?=[\"“]?[A-Z])")
# A line about another article, in brackets, that lost the line break behind it.
_LINK = re.compile(r"\([^()]{10,200}\)(?=[A-ZÀ-ÞА-ЯЁ][a-zß-ÿа-яё]+ )")
# A straight mark that is torn off: alone or before a space at the start of a paragraph, behind a
# stop or a space at the end of one.
_TORN_BEHIND = re.compile(r'"(?:\s+|$)')
_TORN_BEFORE = re.compile(r'(?:^|[\s.!?,"])"$')
_BRACKETS = re.compile(r"（[^（）]{0,200}）|《[^《》]{0,200}》")
_UNSPACED_FINALS = "。！？｡"
_UNSPACED_STOP = re.compile(rf"[{_UNSPACED_FINALS}]+[」』”）】]*")
_CLOSES = re.compile(r"[\"”’»“]+(?=\s)\s*")
# Behind a quotation that ends in ? or !, the name of who speaks and a word: '"Why?" Berg asked'.
_SPEAKER = re.compile(r"([A-ZÀ-Þ][\w'’-]*)(?:\s+[A-ZÀ-Þ][\w'’.-]*){0,2}\s+([a-z]+)")
_INITIAL = re.compile(r"(?:^|[\s(\"“„«.])[^\W\d_]\.\Z")
_ORDINAL = re.compile(r"(?:^|[\s(])\d{1,4}\.\Z")
_YEAR = re.compile(r"(\S*)[\s(]+(?:1[4-9]|20)\d\d\.\Z")
_BEFORE_WORD = re.compile(r"[(\"“„«'’]")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
_OPENING_MARKS = re.compile(r"[\s\"'“”„«»‘’(\[—–-]{0,20}")


class Piece(NamedTuple):
    """A sentence as a span; `paragraph` counts from 0, dropped lines included."""

    start: int
    end: int
    paragraph: int


class Line(NamedTuple):
    """One line of the text without its white space; `paragraph` as in `Piece`."""

    start: int
    end: int
    paragraph: int


def lines(text: str) -> Iterator[Line]:
    """Lines of *text* that hold anything, with the paragraph that each belongs to.

    Paragraphs are parted by a blank line. A single line break parts them only where the text has
    no blank line at all, or where the line before ends a sentence; that alone counts in a text that
    was wrapped at a fixed width.
    """
    spans = [match.span() for match in _LINE.finditer(text)]
    has_blanks = _BLANK_LINE.search(text) is not None
    is_wrapped = _is_wrapped(text, spans)
    paragraph = 0
    for i, (start, end) in enumerate(spans):
        if i and is_wrapped:
            paragraph += _ENDS.search(text[slice(*spans[i - 1])]) is not None
        elif i:
            paragraph += not has_blanks or _breaks(text, spans[i - 1], start)
        yield Line(start, end, paragraph)


def split(text: str, language: Language, kept: Iterable[Line] | None = None) -> list[Piece]:
    """Sentences of *text* in order; none crosses a paragraph or a dropped line.

    Args:
        text: as given; offsets of the result count its code points.
        language: its abbreviations and ordinals are heeded.
        kept: the lines to read; all by default.

    Cost: linear; about 8 µs a sentence.
    """
    found: list[Piece] = []
    blocks = _blocks(text, lines(text) if kept is None else kept)
    signs = _Signs(text)
    for start, end, paragraph in _rejoined(text, blocks):
        if not signs.headings and _ONE_SENTENCE.fullmatch(text, start, end):
            found.append(Piece(start, end, paragraph))
            continue
        for at, until in _windows(text, start, end):
            spans = _sentences(text, at, until, language, signs)
            found += [Piece(a, b, paragraph) for a, b in spans]
    return found


def ends_sentence(text: str) -> bool:
    """Whether *text* ends in a final mark, closing quotes and brackets behind it allowed."""
    return text[-1:] in _FINALS or text.rstrip(_CLOSING + " \t\r\n\u00a0")[-1:] in _FINALS


def _blocks(text: str, kept: Iterable[Line]) -> Iterator[Line]:
    """Neighbouring lines of one paragraph as one span, so that wrapped lines are read together."""
    block: Line | None = None
    for line in kept:
        if block and line.paragraph == block.paragraph and not text[block.end : line.start].strip():
            block = block._replace(end=line.end)
            continue
        if block:
            yield block
        block = line
    if block:
        yield block


def _rejoined(text: str, blocks: Iterable[Line]) -> Iterable[Line]:
    """*blocks*, with each straight mark that a page tore off its quotation given back to it.

    Such a mark stands alone on a line, or at the wrong end of a neighbouring paragraph. Only where
    two neighbours both have an odd number of marks one is moved, so that both have pairs.
    """
    if '"' not in text:
        return blocks
    found: list[Line] = []
    for line in blocks:
        block = line
        if found and _is_odd(text, found[-1]) and _is_odd(text, line):
            until, start = _torn(text, found[-1], line)
            found[-1] = found[-1]._replace(end=until)
            block = line._replace(start=start)
        found.append(block)
    return [block for block in found if block.start < block.end]


def _is_odd(text: str, block: Line) -> bool:
    return text.count('"', block.start, block.end) % 2 == 1


def _torn(text: str, above: Line, block: Line) -> tuple[int, int]:
    """Where *above* ends and *block* starts when the mark torn off one of them is back."""
    behind = _TORN_BEHIND.match(text, block.start, block.end)
    if behind:
        return block.start + 1, behind.end()
    told = text[above.start : above.end]
    if _TORN_BEFORE.search(told):
        return above.start + len(told[:-1].rstrip()), above.end - 1
    return above.end, block.start


def _is_wrapped(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether most lines end in the middle of a sentence, all at nearly the same width."""
    widths = [end - start for start, end in spans[:-1] if text[end - 1] not in _LINE_ENDS]
    if len(widths) < _N_WRAPPED or len(widths) < _SHARE_WRAPPED * len(spans):
        return False
    widest = max(widths)
    n_full = sum(width > widest - _N_WORD_WRAPPED for width in widths)
    return widest in _WRAPPED_AT and n_full > _SHARE_FULL * len(widths)


def _breaks(text: str, last: tuple[int, int], start: int) -> bool:
    gap = text[last[1] : start]
    return gap.count("\n") > 1 or gap.count("\r") > 1 or bool(_ENDS.search(text[last[0] : last[1]]))


class _Signs:
    """Which of the rarer repairs one text can need at all.

    Their signs are looked for once in the whole text, as most texts hold none of them and have
    dozens of paragraphs, in each of which every search would cost more than it reads.
    """

    __slots__ = ("brackets", "ellipsis", "glued", "headings", "spaces", "surrogates", "unspaced")

    def __init__(self, text: str) -> None:
        is_plain = text.isascii()
        self.headings = any(p.search(text) for p in (_STUCK, _ADDRESS, _DATELINE, _LINK))
        self.ellipsis = "…" in text or "..." in text
        self.glued = any(p.search(text) for p in _STOP_AND_CAPITAL)
        self.surrogates = not is_plain and _SURROGATE.search(text) is not None
        self.spaces = not is_plain and _WIDE_SPACE.search(text) is not None
        self.unspaced = not is_plain and any(map(text.__contains__, _UNSPACED_FINALS))
        self.brackets = not is_plain and ("（" in text or "《" in text)


def _sentences(
    text: str, at: int, until: int, language: Language, signs: _Signs
) -> list[tuple[int, int]]:
    block = text[at:until]
    # A part longer than a window has no stop to split at.
    is_short = until - at <= _N_AT_ONCE + _N_WINDOW
    cuts = _boundaries(block, language, signs) if is_short else []
    if not cuts:
        return [_trimmed(text, at, until)]
    cuts = _repaired(block, cuts, language, signs)
    spans = [_trimmed(text, at + a, at + b) for a, b in pairwise([0, *cuts, len(block)])]
    return [span for span in spans if span[0] < span[1]]


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of a long paragraph, each ending behind a stop; longer than a window where none is."""
    while end - start > _N_AT_ONCE:
        middle = start + _N_AT_ONCE - _N_WINDOW
        stop = _WINDOW_STOP.search(text, middle, end)
        if stop is None:
            break
        yield start, stop.end()
        start = stop.end()
    yield start, end


def _boundaries(block: str, language: Language, signs: _Signs) -> list[int]:
    """Offsets at which a new sentence begins, before repair."""
    headings = set(_ends_of_headings(block)) if signs.headings else set()
    clean = block.replace("\n", " ")  # sentencex ends a sentence with a line
    if signs.spaces:
        clean = _WIDE_SPACE.sub(" ", clean)
    if signs.surrogates:
        clean = _SURROGATE.sub("\ufffd", clean)  # and is no Python: it takes UTF-8 alone
    cuts = headings.union(accumulate(map(len, segment(language.code or "en", clean))))
    if signs.ellipsis:
        cuts |= {m.end() for m in _ELLIPSIS.finditer(block) if _is_upper(block, m.end())}
    if signs.glued:
        cuts |= {m.end() for m in _GLUED.finditer(block)}
    if signs.unspaced:
        cuts |= {m.end() for m in _UNSPACED_STOP.finditer(block)}
    moved = {
        cut if block[cut - 1].isspace() else _behind_closing(block, cut)
        for cut in cuts
        if 0 < cut < len(block)
    }
    return sorted(moved)


def _ends_of_headings(block: str) -> Iterator[int]:
    """Offsets at which a heading, address, dateline or link ends that is glued to a sentence."""
    for match in _STUCK.finditer(block):
        if _HEADING.search(block[max(0, match.end() - _N_HEADING) : match.end()]):
            yield match.end()
    for pattern in (_ADDRESS, _DATELINE, _LINK):
        yield from (match.end() for match in pattern.finditer(block))


def _behind_closing(block: str, cut: int) -> int:
    """*cut*, moved behind a closing mark that belongs to the sentence before."""
    closing = _CLOSES.match(block, cut)
    return closing.end() if closing else cut


def _repaired(block: str, cuts: list[int], language: Language, signs: _Signs) -> list[int]:
    """The *cuts* that part two sentences; a cut inside a short quotation or word group goes."""
    inside = sorted(_wrapped(block, signs))
    kept: list[int] = []
    at = 0
    for cut in cuts:
        while at < len(inside) and inside[at][1] <= cut:
            at += 1
        quoted = at < len(inside) and inside[at][0] < cut < inside[at][1]
        if not quoted and not _goes_on(block, kept[-1] if kept else 0, cut, language):
            kept.append(cut)
    return kept


def _wrapped(block: str, signs: _Signs) -> Iterator[tuple[int, int]]:
    """Spans in which no sentence ends: short quotations, and brackets of scripts without spaces."""
    for quotation in quotations(block):
        if quotation.closed and quotation.end - quotation.start <= _N_QUOTED:
            yield quotation.start, quotation.end
    if signs.brackets:
        yield from ((m.start(), m.end() + 1) for m in _BRACKETS.finditer(block))


def _goes_on(block: str, start: int, cut: int, language: Language) -> bool:
    """Whether the sentence goes on behind *cut*: lower case, who speaks, an abbreviation."""
    first = block[cut : cut + 1]
    if not first.isalnum():
        behind = _OPENING_MARKS.match(block, cut)
        first = block[behind.end() : behind.end() + 1] if behind else ""
    if first.islower() or not first:
        return True
    before = block[max(start, cut - 40) : cut].rstrip()
    if before[-1:] in _CLOSING:
        return _speaks(block, before, cut, language)
    return before[-1:] == "." and _is_short(before, language)


def _is_short(before: str, language: Language) -> bool:
    """Whether the stop at the end of *before* is that of an initial, ordinal or abbreviation."""
    if not before[-3:-2].isalnum() and _INITIAL.search(before[-3:]):
        return True
    word = before.rsplit(None, 1)[-1][:-1]
    if word.isalpha():  # as most are
        return word.lower() in language.abbreviations
    if _is_ordinal(before, language):
        return True
    return _BEFORE_WORD.split(word)[-1].lower() in language.abbreviations


def _speaks(block: str, before: str, cut: int, language: Language) -> bool:
    """Whether behind the quotation that ends *before* stands who speaks."""
    if not language.has_spaces:  # 「好。」他說。
        return any(word in block[cut : cut + _N_SPEAKER] for word in language.speech)
    told = _SPEAKER.match(block, cut) if before.rstrip(_CLOSING)[-1:] in ("?", "!") else None
    if told is None or told[1].lower() in language.stop_words:
        return False
    return says([told[2]], language)


def _is_ordinal(before: str, language: Language) -> bool:
    """Whether *before* ends in "3." for the third; a year ends a sentence, as in "since 1954."."""
    if not language.has_ordinal_stops or not _ORDINAL.search(before[-6:]):
        return False
    year = None if language.has_year_stops else _YEAR.search(before)
    return year is None or year[1].lower() in language.before_ordinals


def _is_upper(block: str, at: int) -> bool:
    letter = _FIRST_LETTER.search(block, at, at + 4)
    return letter is not None and not letter.group().islower()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
