"""Queries of hot paths, made into SQL once for a process and afterwards only run.

Django makes the SQL of a query anew each time, which takes several times as long as running a simple one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from psycopg2.extensions import new_type, register_type

_TEXT_IDS = new_type((2950,), "TEXT_IDS", lambda value, _: value)
"""For PostgreSQL's type `uuid`, in the results of one cursor."""

Row = TypeVar("Row")
Make = Callable[..., "QuerySet[Any, Row]"]


@dataclass(frozen=True, slots=True)
class _Statement(Generic[Row]):
    """``places`` are the parameters: a value, or the name of one that is given with each call."""

    sql: str
    places: Sequence[tuple[str | None, Any]]
    converters: Sequence[tuple[int, Any, Any]]
    build: Callable[[Sequence[Any]], Row]


class Prepared(Generic[Row]):
    """`Prepared(make, user=UUID)` runs what ``make(user=...)`` returns for whatever user is given to a call.

    ``make`` is called once, with values that stand for those to come, and must do the same for all of them: it may
    filter by them, and not ask what they are. They are ids (UUID) or text (str). Rows are as the query set's: models
    with what `select_related` joins and `annotate` adds, or the tuples of `values_list`. `prefetch_related` is not for
    here, and neither is a slice: the calls take a limit and an offset. With ``ids_as_text``, ids that are only shown
    may come as text, which is cheaper in long lists.
    """

    def __init__(self, make: Make[Row], *, ids_as_text: bool = False, **kinds: type[UUID] | type[str]) -> None:
        self._make = make
        self._ids_as_text = ids_as_text
        self._kinds = kinds

    def all(self, *, limit: int | None = None, offset: int = 0, **values: UUID | str) -> list[Row]:
        """The rows, in one statement."""
        statement = self._statement
        sql, given = statement.sql, [_given(name, fixed, values) for name, fixed in statement.places]
        if limit is not None:
            sql, given = f"{sql} LIMIT %s OFFSET %s", [*given, limit, offset]
        with connection.cursor() as cursor:
            if self._ids_as_text and connection.vendor == "postgresql":
                register_type(_TEXT_IDS, cursor.cursor)
            cursor.execute(sql, given)
            rows = cursor.fetchall()
        if statement.converters:
            rows = [_converted(row, statement.converters) for row in rows]
        return [statement.build(row) for row in rows]

    def first(self, **values: UUID | str) -> Row | None:
        """The first row, None when there is none. Where more than one may match, the query set is to be sliced by 1."""
        found = self.all(limit=None, offset=0, **values)
        return found[0] if found else None

    @cached_property
    def _statement(self) -> _Statement[Row]:
        markers = {name: uuid4() if kind is UUID else str(uuid4()) for name, kind in self._kinds.items()}
        rows: Any = self._make(**markers)
        compiler = rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        expressions = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(expressions).items()
        return _Statement(
            sql=sql,
            places=_places(parameters, markers),
            converters=[(place, found, expression) for place, (found, expression) in converters],
            build=_model_builder(compiler) if issubclass(rows._iterable_class, ModelIterable) else tuple,
        )


def overwrite(row: Model) -> bool:
    """Write all columns of a stored row, as `Model.save` does, but for its signals; False when the row is gone."""
    sql, fields = _update_of(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return bool(cursor.rowcount)


@cache
def _update_of(model: type[Model]) -> tuple[str, list[Any]]:
    """With the primary key as the last parameter."""
    quote, key = connection.ops.quote_name, model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field is not key]
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    table = quote(model._meta.db_table)
    return f"UPDATE {table} SET {columns} WHERE {quote(str(key.column))} = %s", [*fields, key]  # noqa: S608


def _given(name: str | None, fixed: Any, values: dict[str, Any]) -> Any:
    if name is None:
        return fixed
    value = values[name]
    return fixed(value) if fixed else value


def _places(parameters: Sequence[Any], markers: dict[str, Any]) -> list[tuple[str | None, Any]]:
    """Of each parameter its name and how its value is written, or None and the value."""
    by_form: dict[Any, tuple[str, Any]] = {}
    for name, marker in markers.items():
        by_form[marker] = name, None
        if isinstance(marker, UUID):
            by_form |= {marker.hex: (name, _hexadecimal), str(marker): (name, str)}
    found: list[tuple[str | None, Any]] = []
    for each in parameters:
        known = by_form.get(each) if isinstance(each, UUID | str) else None
        found.append(known or (None, each))
    if lost := markers.keys() - {name for name, _ in found}:
        raise ValueError(f"The query does not depend on {', '.join(sorted(lost))}.")
    return found


def _hexadecimal(value: UUID) -> str:
    return value.hex


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, Any, Any]]) -> list[Any]:
    values = list(row)
    for place, functions, expression in converters:
        for convert in functions:
            values[place] = convert(values[place], expression, connection)
    return values


def _model_builder(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """As `django.db.models.query.ModelIterable` makes models of rows."""
    info, select, alias = compiler.klass_info, compiler.select, compiler.connection.alias
    model, fields = info["model"], info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    populators: list[Any] = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # typed for Django 6.1
    annotations = list(compiler.annotation_col_map.items())

    def build(row: Sequence[Any]) -> Any:
        made = model.from_db(alias, names, row[start:end])
        for populator in populators:
            populator.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return build
