"""The JSON-LD of a page: the nodes that describe its article. Pure; takes an lxml tree.

Written by the page's author and so as hostile as the rest: bounded in number and depth.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Element = Any
"""An lxml element; lxml ships no types."""

Node = Mapping[str, Any]

MAX_NODES = 500
"""Nodes of all JSON-LD of one page that are looked at."""

_ARTICLE = re.compile(r"Article|Posting|Report", re.IGNORECASE)


def articles(tree: Element) -> Iterator[Node]:
    """Yield the nodes of the page's JSON-LD that describe an article."""
    for node in _nodes(_blocks(tree)):
        kind = node.get("@type")
        kinds = kind if isinstance(kind, list) else [kind]
        if any(isinstance(name, str) and _ARTICLE.search(name) for name in kinds):
            yield node


def _blocks(tree: Element) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                yield json.loads(script.text.strip().removesuffix(";"), strict=False)
            except (ValueError, RecursionError):
                continue


def _nodes(blocks: Iterable[Any]) -> Iterator[Node]:
    """Walk JSON-LD breadth first through lists, graphs and main entities."""
    waiting = list(blocks)
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node[:MAX_NODES])
        elif isinstance(node, Mapping):
            yield node
            inner = (node.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage"))
            waiting.extend(part for part in inner if isinstance(part, Mapping | list))


def string(value: object) -> str:
    """Return a field that should be a text; the first of a list; else an empty string."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() if isinstance(value, str) else ""
