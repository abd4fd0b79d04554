"""A newsroom of invented outlets that publish on invented events, over loopback HTTP.

For `nutgraf demo` and the tests. Everything is data: `outlets.toml` says who publishes and how,
`events/*.toml` what they write and when, counted from the moment the newsroom opened. A moved
clock therefore brings tomorrow's news, and two runs with the same clock are equal.

Imports nothing of the project.
"""

from bot.playground.newsroom.newsroom import FeedListing, Newsroom
from bot.playground.newsroom.site import routes

__all__ = ["FeedListing", "Newsroom", "routes"]
