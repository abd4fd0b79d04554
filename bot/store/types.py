"""Column types and SQL expressions that mean the same on both engines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(sa.TypeDecorator[datetime]):
    """An aware instant, stored as whole milliseconds since 1970 in UTC.

    A naive time is refused: nothing could say which instant it means.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Instant to number."""
        del dialect
        return None if value is None else epoch_milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Number to instant."""
        del dialect
        return None if value is None else instant(value)


def epoch_milliseconds(value: datetime) -> int:
    """Milliseconds since 1970.

    Raises:
        ValueError: *value* has no time zone.
    """
    if value.tzinfo is None:
        raise ValueError(f"naive time {value!r}: give it a zone")
    return round((value - _EPOCH) / timedelta(milliseconds=1))


def instant(value: int) -> datetime:
    """The instant that many milliseconds after 1970."""
    return _EPOCH + timedelta(milliseconds=value)


def json_type() -> sa.types.TypeEngine[Any]:
    """JSON on SQLite, JSONB on PostgreSQL."""
    return sa.JSON().with_variant(JSONB(), "postgresql")


class database_now(FunctionElement[int]):  # noqa: N801 - reads like the SQL function that it is
    """The database's clock at this very moment, in milliseconds since 1970.

    Not the transaction's start: a lease must run from when it is taken.
    """

    type = sa.BigInteger()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **_options: object) -> str:
    del element, compiler
    return "CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"


@compiles(database_now, "postgresql")
def _postgres_now(element: database_now, compiler: SQLCompiler, **_options: object) -> str:
    del element, compiler
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"


class greatest(FunctionElement[int]):  # noqa: N801 - reads like the SQL function that it is
    """The larger of two values: ``max(a, b)`` on SQLite, ``greatest(a, b)`` on PostgreSQL."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(greatest, "sqlite")
def _sqlite_greatest(element: greatest, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - passed on
    return f"max({compiler.process(element.clauses, **options)})"


@compiles(greatest, "postgresql")
def _postgres_greatest(element: greatest, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - passed on
    return f"greatest({compiler.process(element.clauses, **options)})"


class bytewise(FunctionElement[str]):  # noqa: N801 - reads like the SQL function that it would be
    """A text by which to order as Python does, by code points, whatever the database's locale."""

    type = sa.Text()
    inherit_cache = True


@compiles(bytewise, "sqlite")
def _sqlite_bytewise(element: bytewise, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - passed on
    return f"{compiler.process(element.clauses, **options)} COLLATE BINARY"


@compiles(bytewise, "postgresql")
def _postgres_bytewise(element: bytewise, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - passed on
    return f'{compiler.process(element.clauses, **options)} COLLATE "C"'
