"""Puts the files of a source into the sandboxed reader, as the relations that its SQL names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from tagma.collect.definition import ReadOptions
from tagma.collect.sources.delimited import Delimited, examine_csv, find_uneven_row
from tagma.collect.sources.documents import find_broken_json
from tagma.collect.sources.files import Input, unreadable
from tagma.collect.sources.sheets import read_sheet
from tagma.engine.duckdb import open_reader
from tagma.errors import Place, SourceError, Text

if TYPE_CHECKING:
    from tagma.engine.duckdb import Reader


# below this size every row is looked at first: the engine would guess another dialect rather than complain
_SMALL = 1 << 20


@contextmanager
def open_relations(inputs: Sequence[Input], options: ReadOptions, folder: Path) -> Iterator[Relations]:
    """A reader in which every input can be selected from by its name.

    Raises:
        SourceError: a file is not what its format says, a sheet is missing, rows are uneven.
    """
    files = [found.pattern for found in inputs if found.format != "xlsx"]
    with open_reader(files, folder) as reader:
        relations = Relations(reader)
        for found in inputs:
            relations.add(found, options)
        yield relations


class Relations:
    """The reader of a source and what is known of its CSV files, for errors that name the row."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.names: dict[str, list[str]] = {}
        self._texts: list[Delimited] = []
        self._documents: list[Path] = []

    def add(self, found: Input, options: ReadOptions) -> None:
        """Makes one input readable."""
        match found.format:
            case "xlsx":
                sheets = [
                    read_sheet(path, sheet=options.sheet, header=options.header) for path in found.paths
                ]
                self.reader.add(found.name, join_tables(sheets))
            case "csv":
                self._add_csv(found, options)
            case "json":
                self._documents += found.paths
                self._view(found, "json")
            case _:
                self._view(found, "parquet")
        self.names[found.name] = self.schema(f"SELECT * FROM {quote(found.name)}", Place()).names

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

    def _add_csv(self, found: Input, options: ReadOptions) -> None:
        forms = [
            examine_csv(path, encoding=options.encoding, delimiter=options.delimiter) for path in found.paths
        ]
        self._texts += forms
        for form in forms:
            if form.path.stat().st_size <= _SMALL and (error := find_uneven_row(form)):
                raise error
        uniform = len({(form.is_utf8 or form.encoding, form.delimiter) for form in forms}) == 1
        try:
            if uniform:
                self.reader.view(found.name, found.pattern, "csv", _csv_options(forms[0], options))
                self._check_width(found.name, forms)
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
    return {"delimiter": form.delimiter, "header": options.header, "encoding": encoding}
