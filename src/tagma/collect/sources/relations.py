"""Puts the files of a source into the sandboxed reader, as the relations that its SQL names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from tagma.collect.inputs import Reading, ReadOptions
from tagma.collect.sources.columns import ADDED_ROW, read_columns
from tagma.collect.sources.delimited import Delimited, examine_csv, find_uneven_row
from tagma.collect.sources.documents import find_broken_json
from tagma.collect.sources.files import Input, unreadable
from tagma.collect.sources.sheets import read_sheet
from tagma.engine.duckdb import open_reader
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from tagma.engine.duckdb import Reader


# below this size every row is looked at first: the engine would guess another dialect rather than complain
_SMALL = 1 << 20
# up to this size the rows of a CSV file with readings are read once and kept for all SELECTs
_KEPT = 512 << 20
_FEW_ROWS = 1000


@contextmanager
def open_relations(
    inputs: Sequence[Input],
    options: ReadOptions,
    folder: Path,
    readings: Mapping[str, Reading] | None = None,
    newest: tuple[str, str] | None = None,
) -> Iterator[Relations]:
    """A reader in which every input can be selected from by its name.

    Args:
        readings: how columns are read that people write in many ways.
        newest: key and cursor, where of all rows of a key only the one with the greatest cursor counts.

    Raises:
        SourceError: a file is not what its format says, a sheet is missing, rows are uneven.
    """
    files = [found.pattern for found in inputs if found.format != "xlsx"]
    with open_reader(files, folder) as reader:
        relations = Relations(reader)
        for found in inputs:
            if newest is None:
                relations.add(found, options, readings or {})
                continue
            versions = f"{found.name} versions"
            relations.add(replace(found, name=versions), options, readings or {})
            if set(newest) <= set(relations.names[versions]):
                relations.add_newest(found.name, versions, *newest)
            else:
                relations.add(found, options, readings or {})
        relations.check_readings(readings or {})
        yield relations


class Relations:
    """The reader of a source and what is known of its CSV files, for errors that name the row."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.names: dict[str, list[str]] = {}
        self._texts: list[Delimited] = []
        self._documents: list[Path] = []
        self._kept: list[str] = []

    def add(self, found: Input, options: ReadOptions, readings: Mapping[str, Reading]) -> None:
        """Makes one input readable."""
        if readings or options.number_rows:
            parts = [self._add_part(found, number, options, readings) for number in range(len(found.paths))]
            self.reader.derive(found.name, "\nUNION ALL BY NAME\n".join(parts))
            if found.format == "csv" and sum(path.stat().st_size for path in found.paths) <= _KEPT:
                self._kept.append(found.name)
        else:
            self._add_as_written(found, options)
        self.names[found.name] = self._list_columns(found.name)

    def add_newest(self, name: str, versions: str, key: str, cursor: str) -> None:
        """Makes the newest version of each row readable."""
        self.reader.derive(
            name,
            f"SELECT * FROM {quote(versions)} QUALIFY row_number() OVER "
            f"(PARTITION BY {quote(key)} ORDER BY {quote(cursor)} DESC) = 1",
        )
        self.names[name] = self.names.pop(versions)

    def keep_rows(self) -> None:
        """Reads the files that take much reading once, before several SELECTs go over them.

        Raises:
            SourceError: rows are uneven, or cannot be read.
        """
        while self._kept:
            try:
                self.reader.store(self._kept.pop())
            except SourceError as error:
                raise self._explain(error) from None

    def check_readings(self, readings: Mapping[str, Reading]) -> None:
        """Refuses a reading of a column that no input has.

        Raises:
            SourceError: says which columns are nearest.
        """
        known = list(dict.fromkeys(each for names in self.names.values() for each in names))
        for name in readings:
            if name not in known:
                shown = known[:12]
                raise SourceError(
                    Text(f"no file has a column “{name}”", f"没有文件含列“{name}”"),
                    where=Place(field="columns"),
                    nearest=nearest_names(name, known),
                    next_step=Text(f"the columns are: {', '.join(shown)}", f"现有的列：{'、'.join(shown)}"),
                )

    def _add_part(
        self, found: Input, number: int, options: ReadOptions, readings: Mapping[str, Reading]
    ) -> str:
        """Makes one file readable, with its readings and row numbers; returns the SELECT of its rows."""
        path = found.paths[number]
        part = replace(found, name=f"{found.name} {number}", pattern=str(path), paths=(path,))
        self._add_as_written(part, options, set(readings))
        names = self._list_columns(part.name)
        row = ""
        if options.number_rows:
            above = options.header_row or 1 if options.header else 0
            row = ADDED_ROW if found.format == "xlsx" else f"row_number() OVER () + {above}"
            if len(found.paths) > 1 or found.one_of_many:
                row = f"concat({_quote_text(f'{path.name}:')}, {row})"
        own = {name: reading for name, reading in readings.items() if name in names}
        names = [name for name in names if not (row and name == ADDED_ROW)]
        return read_columns(quote(part.name), names, own, row)

    def _add_as_written(self, found: Input, options: ReadOptions, texts: set[str] | None = None) -> None:
        match found.format:
            case "xlsx":
                self.reader.add(found.name, join_tables([read_sheet(path, options) for path in found.paths]))
            case "csv":
                self._add_csv(found, options, texts or set())
            case "json":
                self._documents += found.paths
                self._view(found, "json")
            case _:
                self._view(found, "parquet")

    def _list_columns(self, name: str) -> list[str]:
        return list(self.schema(f"SELECT * FROM {quote(name)}", Place()).names)

    def schema(self, sql: str, where: Place) -> pa.Schema:
        """The columns that a SELECT gives, without reading the rows."""
        return self.query(f"SELECT * FROM (\n{sql}\n) AS output LIMIT 0", where).schema

    def query(self, sql: str, where: Place) -> pa.RecordBatchReader:
        """Runs a SELECT; a failure over a CSV file names the first uneven row, where there is one."""
        try:
            stream = self.reader.query(sql, where=where)
        except SourceError as error:
            raise self._explain(error) from None
        return pa.RecordBatchReader.from_batches(stream.schema, self._batches(stream))

    def _batches(self, stream: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        while True:
            try:
                batch = stream.read_next_batch()
            except StopIteration:
                return
            except SourceError as error:
                raise self._explain(error) from None
            yield batch

    def _view(self, found: Input, kind: Literal["json", "parquet"]) -> None:
        try:
            self.reader.view(found.name, found.pattern, kind)
        except SourceError as error:
            better = self._explain(error)
            raise unreadable(found.paths[0], error.what.en) if better is error else better from None

    def _add_csv(self, found: Input, options: ReadOptions, texts: set[str]) -> None:
        forms = [
            examine_csv(
                path,
                encoding=options.encoding,
                delimiter=options.delimiter,
                header_row=options.header_row,
            )
            for path in found.paths
        ]
        self._texts += forms
        for form in forms:
            if form.path.stat().st_size <= _SMALL and (error := find_uneven_row(form)):
                raise error
        uniform = len({(form.is_utf8 or form.encoding, form.delimiter) for form in forms}) == 1
        try:
            if uniform:
                written = _csv_options(forms[0], options)
                first = {**written, "sample": _FEW_ROWS} if texts else written
                self.reader.view(found.name, found.pattern, "csv", first)
                self._check_width(found.name, forms)
                kept = dict.fromkeys(texts.intersection(self._list_columns(found.name)), "VARCHAR")
                if texts:
                    self.reader.view(found.name, found.pattern, "csv", {**written, "types": kept})
                return
            parts = []
            for number, form in enumerate(forms):
                part = f"{found.name} {number}"
                self.reader.view(part, str(form.path), "csv", _csv_options(form, options))
                self._check_width(part, [form])
                parts.append(f"SELECT * FROM {quote(part)}")
            self.reader.add(found.name, self.reader.query("\nUNION ALL BY NAME\n".join(parts)).read_all())
        except SourceError as error:
            raise self._explain(error) from None

    def _check_width(self, name: str, forms: Sequence[Delimited]) -> None:
        """Finds rows above the header, such as a title, which the engine would pass over silently."""
        width = len(self.reader.query(f"SELECT * FROM {quote(name)} LIMIT 0").schema)
        if len(forms) == 1 and width != forms[0].columns and (error := find_uneven_row(forms[0])):
            raise error

    def _explain(self, error: SourceError) -> SourceError:
        for form in self._texts:
            if uneven := find_uneven_row(form):
                return uneven
        for path in self._documents:
            if broken := find_broken_json(path):
                return broken
        if "Conversion Error" in error.what.en:
            return SourceError(
                Text("a value cannot be converted as the SELECT asks", "有值无法按 SELECT 的要求转换"),
                where=error.where,
                next_step=Text(
                    "use TRY_CAST(x AS type): what cannot be converted becomes missing",
                    "请使用 TRY_CAST(x AS 类型)：无法转换的值记为缺失",
                ),
            )
        return error


def quote(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def join_tables(tables: Sequence[pa.Table]) -> pa.Table:
    """The rows of all tables by column name; a column whose types do not fit together becomes text."""
    if len(tables) == 1:
        return tables[0]
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowTypeError:
        texts = [
            table.cast(pa.schema([(name, pa.string()) for name in table.column_names])) for table in tables
        ]
        return pa.concat_tables(texts, promote_options="default")


def _csv_options(form: Delimited, options: ReadOptions) -> dict[str, Any]:
    encoding = "utf-8" if form.is_utf8 else form.encoding
    return {
        "delimiter": form.delimiter,
        "header": options.header,
        "encoding": encoding,
        "skip": form.header_row - 1,
    }


def _quote_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
