"""What a host answered: the values between fetching and deciding.

Imports nothing of the project.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A document.

    `permanent_url` is where permanent redirects alone have led, else None. `max_age_seconds` is how
    long the host says that the answer stays fresh, else None.
    """

    url: str
    final_url: str
    permanent_url: str | None
    status: int
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age_seconds: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotModified:
    """The document is what it was at the last fetch."""

    url: str
    max_age_seconds: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """The host says that the document is gone for good (410)."""

    url: str


Answer = Fetched | NotModified | Gone
