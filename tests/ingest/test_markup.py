"""HTML that no parser can be hung with."""

import pytest

from bot.ingest import markup


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Küste".encode(), None),
        ("Küste".encode("utf-8-sig"), None),
        ("Küste".encode("utf-16"), None),
        ("Küste".encode("windows-1252"), None),
        ("Küste".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("Küste".encode(), "text/html; charset=windows-1251"),
        ("Küste".encode("windows-1252"), "text/html; charset=utf-7"),
        ("Küste".encode("windows-1252"), "text/html; charset=rot13"),
    ],
)
def test_bytes_are_decoded(body: bytes, content_type: str | None) -> None:
    """UTF-8 wins over any claim; a claim that is no encoding counts for nothing."""
    assert markup.decode(body, content_type=content_type) == "Küste"


def test_declared_encoding_is_believed_when_it_must_be() -> None:
    """A Russian page in its old encoding."""
    page = "<meta charset=windows-1251><p>Шторм".encode("windows-1251")
    assert markup.decode(page).endswith("Шторм")


def test_programs_and_comments_go_data_stays() -> None:
    """JSON-LD is kept, what runs or styles is not."""
    html = (
        "a<script>x</script><style>y</style><!-- z --><svg><text>w</text></svg>"
        '<script type="application/ld+json">{}</script>b'
    )
    assert markup.guarded(html) == 'a<script type="application/ld+json">{}</script>b'


@pytest.mark.parametrize(
    "flood",
    [
        "<p>a</p>" * 400_000,
        "<" * 3_000_000,
        "<script>" * 200_000,
        "<!--" + "-" * 3_000_000,
        "<div>" * 100_000,
        '<p title="' + "A" * 3_000_000 + '">',
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x",
        "<![CDATA[" * 200_000,
    ],
)
def test_floods_are_cut(flood: str) -> None:
    """Whatever comes, at most so many tags and characters leave."""
    kept = markup.guarded(flood)
    assert (kept.count("<") <= markup.MAX_TAGS, len(kept) <= markup.MAX_CHARACTERS) == (True, True)
