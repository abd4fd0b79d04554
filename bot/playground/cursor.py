"""Reading a text letter by letter, with td's white space and character references.

Imports nothing of the project.
"""

from dataclasses import dataclass

# td's own white space; the end of the text counts as white space too.
SPACES = frozenset(" \t\r\n\v\0")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_DIGITS = "0123456789"
_HEX_DIGITS = _DIGITS + "abcdefABCDEF"
_LONGEST_REFERENCE = 10
_LAST_CODE_POINT = 0x10FFFF


@dataclass(slots=True)
class Cursor:
    """A place in a text. At the end, `peek` sees white space."""

    source: str
    at: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.source)

    @property
    def peek(self) -> str:
        """The next letter."""
        return "\0" if self.ended else self.source[self.at]

    def take(self) -> str:
        """Step over the next letter and return it."""
        self.at += 1
        return self.source[self.at - 1]

    def take_until(self, stops: frozenset[str]) -> str:
        """Step up to one of these letters, or to the end, and return what lay before."""
        start = end = self.at
        source = self.source
        while end < len(source) and source[end] not in stops:
            end += 1
        self.at = end
        return source[start:end]

    def skip_spaces(self) -> None:
        """Step over white space."""
        while not self.ended and self.peek in SPACES:
            self.at += 1

    def take_reference(self) -> str | None:
        """Step over ``&lt;``, ``&#38;`` and their like and return the letter.

        None leaves the ampersand: Telegram knows four names and numbers, with or without the
        semicolon, and shows everything else as it is written.
        """
        code, end = self._numeric() if self.source.startswith("#", self.at + 1) else self._named()
        if code is None:
            return None
        self.at = end + 1 if self.source.startswith(";", end) else end
        return code

    def byte_offset(self, at: int) -> int:
        """Return a place as Telegram counts it, in bytes of UTF-8."""
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _named(self) -> tuple[str | None, int]:
        end = self.at + 1
        while end < len(self.source) and self.source[end].isascii() and self.source[end].isalpha():
            end += 1
        return _NAMED.get(self.source[self.at + 1 : end]), end

    def _numeric(self) -> tuple[str | None, int]:
        is_hex = self.source.startswith("x", self.at + 2)
        start = end = self.at + (3 if is_hex else 2)
        digits = _HEX_DIGITS if is_hex else _DIGITS
        while end < len(self.source) and self.source[end] in digits:
            end += 1
        code = int(self.source[start:end], 16 if is_hex else 10) if end > start else 0
        is_known = 0 < code < _LAST_CODE_POINT and end - self.at < _LONGEST_REFERENCE
        return (chr(code) if is_known else None), end
