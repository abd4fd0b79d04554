"""What stands on a page and is not the article: forms, links, bylines, time stamps, notices.

A line is dropped whole, never rewritten, so offsets stay true. Lists are per language; those of
English and those for all languages act everywhere, as such lines do. Imports `languages`,
`sentences`, `words`.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from summaries.languages import Language, language
from summaries.sentences import Line, ends_sentence, lines
from summaries.words import lowered

# A line that only begins like furniture is dropped whole up to this length; a longer one is a
# paragraph, of which the sentences are looked at one by one.
_N_LINE = 200

_SITE_MARK = re.compile(r"\s+[|–—·•»-]\s+|\s*\|\s*")
# Small words inside names of sites ("Journal of Peace", "Die Zeit für Leser").
_SMALL = {"of", "the", "and", "for", "de", "la", "le", "du", "del", "da", "do", "für", "und", "et"}

# Place, date and agency alone; the tail of a report too.
_DATELINES = ("(pti)", "(ani)", "(ians)", "(uni)", "(afp)")
_N_DATELINE = 80
# A credit ("… /AFP") is no longer, and may have these marks behind it.
_N_CREDIT = 90
_BEHIND_CREDIT = " \t\u00a0.,;:!?)]}>|…\"'”’»©®*-–—"

_LEADING = re.compile(r"[\W_]{0,4}")
# More words than this behind a dash are a part of the headline, not the name of a site.
_N_SITE_WORDS = 4
# A headline of one short word ("Live | …") is none: then the bar stands inside the headline.
_N_HEADLINE_WORDS = 2
_N_HEADLINE = 12


def clean_title(title: str) -> str:
    """*title* without the name of its site or section.

    Behind a bar anything goes; behind a dash only a few words that look like a name, as dashes
    stand inside headlines too. What is left keeps at least two words.
    """
    title = " ".join(title.split())
    while True:
        marks = list(_SITE_MARK.finditer(title))
        if not marks or not _is_site(title, marks[-1]):
            return title
        title = title[: marks[-1].start()].rstrip()


class Furniture:
    """What is furniture in one text.

    The signs that are sure wherever they stand are looked for once in the whole text, as nearly
    every text holds none of them.

    Args:
        text: all of it.
        of: its language.
        title: the article's, without which a text that repeats it is told.
    """

    def __init__(self, text: str, of: Language, *, title: str = "") -> None:
        self._text = text
        self._title = clean_title(title)
        self._lists = _lists(of.code)
        self._inside = tuple(filter(lowered(text).__contains__, self._lists.inside))
        self._patterns = tuple(
            pattern
            for sign, pattern in self._lists.patterns.items()
            if sign.search(text) and pattern.search(text)
        )
        # Most lines hold one sentence, which need not be judged again.
        self._passed: set[str] = set()

    def article_lines(self) -> Iterator[Line]:
        """Lines of the text that are not furniture, nor its headline once more."""
        for line in lines(self._text):
            told = self._text[line.start : line.end]
            is_headline = bool(self._title) and self._is_headline(told) and self._goes_on(line)
            if not is_headline and not self.is_line(told):
                yield line

    def is_line(self, line: str) -> bool:
        """Whether *line* as a whole is not the article's."""
        if len(line) > _N_LINE or line == '"':  # a mark may be torn off its quotation
            return False
        if _is_anywhere(line) or self.is_sentence(line):
            return True
        self._passed.add(line)
        return False

    def _is_headline(self, line: str) -> bool:
        """Whether *line* is the title: what ends like a sentence may be one, and is let stand."""
        return (
            line.startswith(self._title[:_N_HEADLINE])
            and clean_title(line) == self._title
            and not ends_sentence(line)
        )

    def _goes_on(self, line: Line) -> bool:
        return line.end < len(self._text.rstrip())

    def is_sentence(self, sentence: str) -> bool:
        """Whether *sentence*, stripped, is a bare mark, begins like furniture, or holds a sign.

        Cost: one look-up by the first two characters; a test for each sign that the text holds.
        """
        if sentence in self._passed:
            return False
        lists = self._lists
        text = lowered(sentence)
        start = None if text[:1].isalnum() else _LEADING.match(text)
        body = text[start.end() :] if start else text
        begun = lists.openings.get(body[:2], ())
        return (
            not body
            or (begun and body.startswith(begun) and any(_opens_with(body, told) for told in begun))
            or body.rstrip(" \t:.!>»…›|") in lists.lines
            or (len(text) < _N_DATELINE and text.endswith(_DATELINES))
            or self._has_sign(sentence, text)
        )

    def _has_sign(self, sentence: str, lower: str) -> bool:
        if self._inside and any(map(lower.__contains__, self._inside)):
            return True
        return bool(self._patterns) and any(p.search(sentence) for p in self._patterns)


class _Lists:
    """Furniture lists of one language and of English, openings by their first two characters."""

    def __init__(self, *languages: Language) -> None:
        self.lines = {x for of in languages for x in of.furniture_lines}
        self.inside = tuple(dict.fromkeys(x for of in languages for x in of.furniture_inside))
        self.patterns = {
            re.compile(sign): re.compile(pattern)
            for of in languages
            for sign, pattern in of.furniture_patterns.items()
        }
        self.openings: dict[str, tuple[str, ...]] = {}
        listed = (x.replace("’", "'") for of in languages for x in of.furniture_openings)
        for opening in listed:
            self.openings[opening[:2]] = (*self.openings.get(opening[:2], ()), opening)


@cache
def _lists(code: str) -> _Lists:
    return _Lists(language(code), language("en"))


def _is_anywhere(line: str) -> bool:
    """Whether *line* is furniture in every language."""
    pattern, tails = _everywhere()
    if pattern.fullmatch(line):
        return True
    return len(line) < _N_CREDIT and lowered(line).rstrip(_BEHIND_CREDIT).endswith(tails)


@cache
def _everywhere() -> tuple[re.Pattern[str], tuple[str, ...]]:
    path = resources.files("summaries.languages").joinpath("_all.toml")
    data = tomllib.loads(path.read_text("utf-8"))
    pattern = "|".join(f"(?:{pattern})" for pattern in data["patterns"])
    return re.compile(pattern, re.IGNORECASE), tuple(data["credits"])


def _opens_with(body: str, opening: str) -> bool:
    if not body.startswith(opening):
        return False
    behind = body[len(opening) : len(opening) + 1]
    return not (behind.isalnum() and opening[-1].isalnum() and opening.isascii())


def _is_site(title: str, mark: re.Match[str]) -> bool:
    head, tail = title[: mark.start()], title[mark.end() :]
    if len(head.split()) < _N_HEADLINE_WORDS and len(head) < _N_HEADLINE:
        return False
    if "|" in mark.group() or not tail:
        return True
    words = tail.split()
    named = all(word[:1].isupper() or not word[:1].isalpha() or word in _SMALL for word in words)
    return len(words) <= _N_SITE_WORDS and named and not tail.endswith(("?", "!", ".", "”", '"'))
