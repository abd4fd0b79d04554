"""Who the marks in a page's body say wrote it: microdata, ``rel=author`` and hCards. Pure.

What a template marks as the author is a name even where it is one word or a nickname, which who
guesses from the text must take for noise. Takes an lxml tree.
"""

from collections.abc import Iterator

from bot.ingest.linked_data import Element

MAX_BYLINE = 100
"""Characters of a marked element that is a name, and no box about the author."""

MAX_MARKED = 100
"""Marked elements that are looked at; each may hold, and stand in, all others."""

_MARKED = (
    "//*[@rel or @itemprop or @class]"
    "[contains(@rel, 'author') or contains(@itemprop, 'author')"
    " or contains(@class, 'author') or contains(@class, 'byline')]"
)
_NAME = ".//*[@itemprop='name' or contains(concat(' ', @class, ' '), ' fn ')]"
_CLASSES = ("author", "p-author", "byline", "byline__name", "author-name", "entry-author")
# Who comments is marked by templates exactly as who writes.
_NOT_OF_ARTICLE = ("comment", "kommentar", "sidebar", "widget", "related", "footer")


def claims(tree: Element) -> list[list[str]]:
    """Return what marked elements say, the surest mark first; each a list of texts.

    Of each kind of mark the first element counts, and those beside it: authors stand together, and
    the next ones are those of other articles.
    """
    marked = [one for one in tree.xpath(_MARKED)[:MAX_MARKED] if not _is_elsewhere(one)]
    kinds = (_is_property, _is_related, _is_card)
    return [list(_together([one for one in marked if is_kind(one)])) for is_kind in kinds]


def _is_property(element: Element) -> bool:
    return "author" in (element.get("itemprop") or "").split()


def _is_related(element: Element) -> bool:
    return "author" in (element.get("rel") or "").split()


def _is_card(element: Element) -> bool:
    classes = (element.get("class") or "").split()
    return any(name in classes for name in _CLASSES)


def _together(marked: list[Element]) -> Iterator[str]:
    """Yield the names in the first element that has one, and in those beside it."""
    parent = None
    for element in marked:
        told = _name(element)
        if not 1 < len(told) <= MAX_BYLINE:
            continue
        if parent is not None and element.getparent() is not parent:
            return
        parent = element.getparent()
        yield told


def _name(element: Element) -> str:
    """Return the part that is marked as the name, or the only link, or all that is said."""
    named = element.xpath(_NAME) or element.xpath(".//a[normalize-space()]")
    part = named[0] if len(named) == 1 else element
    return " ".join("".join(part.itertext()).split()) or (element.get("content") or "").strip()


def _is_elsewhere(element: Element) -> bool:
    return any(
        mark in f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        for above in (element, *element.iterancestors())
        if above.tag not in ("html", "body")
        for mark in _NOT_OF_ARTICLE
    )
