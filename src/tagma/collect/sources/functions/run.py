"""Runs a function through dlt; its rows become Parquet files in the runtime folder.

The state of dlt (how far an incremental resource has come) is part of the package that holds the rows. A
package is first written whole, then put in place under names that do not depend on the try:
whatever breaks off, the next run goes on there, and no row comes twice.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.collect.sources.databases.extract import find_extract
from tagma.collect.sources.functions.code import call_function, find_code, word_failure
from tagma.errors import Place, SourceError, Text

if TYPE_CHECKING:
    from types import ModuleType

    from tagma.collect.definition import SourceDefinition

Progress = Callable[[str, int, int | None], None]
LOADED_BY = "_dlt_load_id"
RAW = "raw"
_STAMP = "read.json"
_ROWS = "rows"
_INNER = "▶"  # what dlt puts between a table and a list inside of its rows
_OWN = "_dlt"
_ONE = threading.Lock()  # dlt has one active pipeline per process


def run_function(definition: SourceDefinition, folder: Path, progress: Progress | None = None) -> int:
    """Brings the rows that the function of a source has; returns how many came.

    Raises:
        SourceError: dlt is not installed, or the function fails; what came before stays.
    """
    home = find_extract(definition, folder)
    if not _is_current(home, definition):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, mode=0o700)
        (home / _STAMP).write_text(json.dumps(_describe(definition)), encoding="utf-8")
    if progress:
        progress(f"read {definition.name}", 0, None)
    return _run(definition, folder, home)


def list_tables(definition: SourceDefinition, folder: Path) -> dict[str, list[Path]]:
    """The files of each table that the function gives; before the first run, of a few rows for their columns.

    A single table is also called ``raw``. Lists inside of rows are tables of their own: ``orders__items``.

    Raises:
        SourceError: dlt is not installed, the function fails or gives no rows.
    """
    home = find_extract(definition, folder)
    found = _find_tables(home) if _is_current(home, definition) else {}
    if not found:
        sample = home.with_suffix(".sample")
        code, _ = find_code(definition, folder)
        about = {
            **_describe(definition),
            "code": hashlib.md5(code.read_bytes(), usedforsecurity=False).hexdigest(),
        }
        known = sample / _STAMP
        if not known.is_file() or json.loads(known.read_text(encoding="utf-8")) != about:
            shutil.rmtree(sample, ignore_errors=True)
            sample.mkdir(parents=True, mode=0o700)
            _run(definition, folder, sample, limit=1)
            known.write_text(json.dumps(about), encoding="utf-8")
        found = _find_tables(sample)
    if not found:
        raise SourceError(
            Text("the function gives no rows", "函数没有给出任何行"),
            where=Place(field="read"),
            next_step=Text("its columns are known with the first row", "有了第一行数据才能确定列"),
        )
    return found


def sample_function(definition: SourceDefinition, folder: Path) -> dict[str, list[Path]]:
    """The tables of the first rows that the function gives now; nothing is remembered.

    The caller removes the folder above the files.

    Raises:
        SourceError: dlt is not installed, or the function fails.
    """
    home = Path(tempfile.mkdtemp(prefix="tagma-"))
    try:
        _run(definition, folder, home, limit=1)
        return _find_tables(home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _run(definition: SourceDefinition, folder: Path, home: Path, *, limit: int | None = None) -> int:
    with _ONE:
        dlt = _import_dlt()
        path, name = find_code(definition, folder)
        given = call_function(definition, folder)
        try:
            pipeline = dlt.pipeline(
                _ROWS,
                pipelines_dir=str(home / "state"),
                destination=dlt.destinations.filesystem(
                    bucket_url=str(home / "tables"),
                    layout="{table_name}/{load_id}.{file_id}.{ext}",
                    warn_unsafe_layout_separators=False,
                ),
                dataset_name=_ROWS,
            )
            count = 0
            if pipeline.has_pending_data:
                pipeline.run(loader_file_format="parquet")
                count += _count(pipeline)
            pipeline.run(_limit(dlt, given, name, limit), loader_file_format="parquet")
            return count + _count(pipeline)
        except Exception as error:
            raise word_failure(error, definition, path) from None


def _limit(dlt: ModuleType, given: Any, name: str, limit: int | None) -> Any:
    """What a function returned as something that dlt runs, cut to its first page where that is enough."""
    if not isinstance(given, dlt.sources.DltSource | dlt.sources.DltResource):
        given = dlt.resource(given, name=name, write_disposition="replace")  # it says all that there is
    return given if limit is None else given.add_limit(limit)


def _count(pipeline: Any) -> int:
    trace = pipeline.last_trace
    info = trace.last_normalize_info if trace is not None else None
    counts: Mapping[str, int] = info.row_counts if info is not None else {}
    return sum(rows for table, rows in counts.items() if not table.startswith(_OWN) and _INNER not in table)


def _find_tables(home: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for table in sorted((home / "tables" / _ROWS).glob("*")):
        files = sorted(table.glob("*.parquet"))
        if files and not table.name.startswith(_OWN):
            found[table.name.replace(_INNER, "__")] = files
    whole = [name for name in found if "__" not in name]
    if len(whole) == 1:
        found.setdefault(RAW, found[whole[0]])
    return found


def _is_current(home: Path, definition: SourceDefinition) -> bool:
    try:
        return bool(json.loads((home / _STAMP).read_text(encoding="utf-8")) == _describe(definition))
    except (OSError, ValueError):
        return False


def _describe(definition: SourceDefinition) -> dict[str, Any]:
    """What the rows depend on; with another function or arguments they are brought from the beginning."""
    return {"read": dict(definition.read), "args": definition.args}


def _import_dlt() -> ModuleType:
    try:
        import dlt
    except ImportError:
        raise SourceError(
            Text("dlt is not installed", "尚未安装 dlt"),
            where=Place(field="read"),
            next_step=Text("install it: pip install 'tagma[dlt]'", "请安装：pip install 'tagma[dlt]'"),
        ) from None
    dlt.config["runtime.dlthub_telemetry"] = False  # nothing is told to anybody
    dlt.config["runtime.log_level"] = "ERROR"
    dlt.config["schema.naming"] = "direct"  # names stay as they are, Chinese ones too
    dlt.config["normalize.workers"] = 1
    module: ModuleType = dlt
    return module
