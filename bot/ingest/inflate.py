"""Decompression that stops: a compressed body is counted while it grows, never after.

gzip, deflate, Brotli and Zstandard. Imports only `bot.errors`.
"""

import zlib
from typing import Protocol

import brotli
import zstandard

from bot.errors import FetchError

ENCODINGS = "gzip, deflate, br, zstd"

MAX_RATIO = 200
"""Growth beyond which a body is a bomb; the best compressed real feed grows 60 times."""

_RATIO_FROM = 1_000_000
_PIECE = 65_536

_ZSTD_PIECE = 128
"""Bytes given to Zstandard at once: its output is not limited, and 4 bytes can make 128 kB."""


class Inflater(Protocol):
    """Takes a body piece by piece."""

    def feed(self, data: bytes) -> None:
        """Take the next piece as it came from the network.

        Raises:
            FetchError: the body grows beyond its limits, or is damaged.
        """

    @property
    def body(self) -> bytes:
        """What has come so far, decompressed."""

    @property
    def is_whole(self) -> bool:
        """Whether the compressed stream has come to its end."""


def inflater(encoding: str, *, most: int, url: str) -> Inflater:
    """Return what decompresses *encoding* into at most *most* bytes.

    Raises:
        FetchError: the encoding is none that was asked for.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain(most, url)
        case "gzip" | "x-gzip":
            return _Zlib(most, url, 16 + zlib.MAX_WBITS)
        case "deflate":
            return _Zlib(most, url, zlib.MAX_WBITS)
        case "br":
            return _Brotli(most, url)
        case "zstd":
            return _Zstd(most, url)
        case _:
            raise FetchError("encoding", "The host answered in an unknown compression.", url=url)


class _Plain:
    """Counts what comes and keeps it; the others grow from it."""

    def __init__(self, most: int, url: str) -> None:
        self._most = most
        self._url = url
        self._body = bytearray()
        self._n_in = 0

    @property
    def body(self) -> bytes:
        return bytes(self._body)

    @property
    def is_whole(self) -> bool:
        return True

    def feed(self, data: bytes) -> None:
        self._n_in += len(data)
        self._keep(data)

    def _keep(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > self._most:
            raise FetchError("too-large", "The document is too large.", url=self._url)
        if len(self._body) > max(_RATIO_FROM, MAX_RATIO * self._n_in):
            raise FetchError("too-large", "The document is a decompression bomb.", url=self._url)

    def _damaged(self, error: Exception) -> FetchError:
        failure = FetchError("damaged", "The compressed answer is damaged.", url=self._url)
        failure.__cause__ = error
        return failure


class _Zlib(_Plain):
    def __init__(self, most: int, url: str, bits: int) -> None:
        super().__init__(most, url)
        self._bits = bits
        self._stream = zlib.decompressobj(bits)

    def feed(self, data: bytes) -> None:
        if (
            self._n_in == 0
            and self._bits == zlib.MAX_WBITS
            and data[:1]
            and data[0] & 0x0F != zlib.DEFLATED
        ):
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)  # some hosts leave the header out
        self._n_in += len(data)
        try:
            while data and not self._stream.eof:
                self._keep(self._stream.decompress(data, _PIECE))
                data = self._stream.unconsumed_tail
        except zlib.error as error:
            raise self._damaged(error) from error

    @property
    def is_whole(self) -> bool:
        return self._stream.eof


class _Brotli(_Plain):
    def __init__(self, most: int, url: str) -> None:
        super().__init__(most, url)
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> None:
        self._n_in += len(data)
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            while piece:
                self._keep(piece)
                piece = self._stream.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise self._damaged(error) from error

    @property
    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd(_Plain):
    """Zstandard with a window of at most 8 MB, as browsers have it."""

    def __init__(self, most: int, url: str) -> None:
        super().__init__(most, url)
        self._stream = zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj()

    def feed(self, data: bytes) -> None:
        self._n_in += len(data)
        try:
            for at in range(0, len(data), _ZSTD_PIECE):
                if not self._stream.eof:
                    self._keep(self._stream.decompress(data[at : at + _ZSTD_PIECE]))
        except zstandard.ZstdError as error:
            raise self._damaged(error) from error

    @property
    def is_whole(self) -> bool:
        return self._stream.eof
