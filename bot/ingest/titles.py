"""Titles without the name of their site: ``Rain at last | The Valley Post`` → ``Rain at last``.

Pure; the standard library only.
"""

import re
import unicodedata

# Words that name a publication. After a dash, only such a word tells a site from a second thought.
_SITE_WORDS_TEXT = """
    news times post journal gazette herald tribune telegraph guardian observer chronicle mail
    express star sun mirror daily weekly magazine blog press radio tv online network media review
    today bulletin dispatch register independent standard world wire report zeitung nachrichten
    tagblatt tageblatt anzeiger kurier rundschau blatt presse welt spiegel abendblatt journal
    monde figaro info infos actu actualités diario periódico noticias prensa jornal notícias folha
    corriere gazzetta giornale notizie repubblica dagblad krant nieuws gazeta wiadomości dziennik
    новости газета известия новини haber gazetesi nyheter tidningen avisen uutiset sanomat
"""
_SITE_WORDS = frozenset(_SITE_WORDS_TEXT.split())
_HOST = re.compile(r"[\w-]+\.(?:[a-z]{2,8})(?:\.[a-z]{2})?$", re.IGNORECASE)
_MAX_SUFFIXES = 3
_MIN_NAME = 3
_MAX_SITE_WORDS = 4
_MIN_WORDS_BEFORE_BAR = 3
_MIN_WORDS_BEFORE_DASH = 4


def without_site(title: str, *, names: frozenset[str] = frozenset()) -> str:
    """Return *title* without up to three parts at its ends that name the site or its section.

    Args:
        title: as the page tells it.
        names: `key` of each name that the site is known to have.
    """
    for _ in range(_MAX_SUFFIXES):
        shorter = _shorter(title, names)
        if shorter == title:
            break
        title = shorter
    return title


def site_names(site: str | None, host: str) -> frozenset[str]:
    """Return the keys of the names that a site goes by: its own and those in its host.

    Args:
        site: what the page calls it, if it does.
        host: of the page's address, may be empty.
    """
    told = {site or "", host, host.removeprefix("www."), *host.split(".")}
    return frozenset(known for name in told if len(known := key(name)) >= _MIN_NAME)


def key(name: str) -> str:
    """Return the letters and digits of a name, without accents and case."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def _shorter(title: str, names: frozenset[str]) -> str:
    before, suffix = _parted(title, "|•»·-–—:")
    if before and key(suffix) in names:
        return before
    prefix, _, behind = title.partition(": ")
    if behind and key(prefix) in names:
        return behind.strip()
    before, _ = _parted(title, "|•»·")
    if len(before.split()) >= _MIN_WORDS_BEFORE_BAR:
        return before
    before, suffix = _parted(title, "-–—")
    if len(before.split()) >= _MIN_WORDS_BEFORE_DASH and _names_site(suffix):
        return before
    return title


def _parted(title: str, marks: str) -> tuple[str, str]:
    """Return what stands before and behind the last of *marks* that has spaces on both sides."""
    at = max(title.rfind(f" {mark} ") for mark in marks)
    return (title[:at].rstrip(), title[at + 3 :].strip()) if at > 0 else ("", "")


def _names_site(suffix: str) -> bool:
    words = suffix.split()
    if not 0 < len(words) <= _MAX_SITE_WORDS or suffix.endswith(("?", "!")):
        return False
    folded = {word.strip(".,:").casefold() for word in words}
    return bool(folded & _SITE_WORDS) or _HOST.fullmatch(words[-1]) is not None
