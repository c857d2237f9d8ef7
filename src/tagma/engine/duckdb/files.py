"""Source files as DuckDB table functions: found, opened, and with every option a literal."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Format = Literal["csv", "json", "parquet"]

_SAMPLE_ROWS = 1_000_000
_UTF_8 = ("utf-8", "utf8", "utf-8-sig")
_FUNCTIONS = {"csv": "read_csv", "json": "read_json", "parquet": "read_parquet"}
_OPTIONS = {"csv": ("delimiter", "header", "encoding", "types", "skip", "sample"), "json": (), "parquet": ()}


def find_files(path: Path | str, folder: Path) -> list[Path]:
    """The files that a path or glob names, absolute and in order of name.

    Raises:
        SourceError: there is none, or one cannot be read.
    """
    whole = Path(path).expanduser()
    base = Path(whole.anchor) if whole.is_absolute() else folder
    pattern = str(whole.relative_to(base)) if whole.is_absolute() else str(whole)
    exact = base / pattern
    found = [exact] if exact.exists() else sorted(base.glob(pattern))
    files = [file.resolve() for file in found if file.is_file()]
    if not files:
        raise SourceError(
            Text(f"there is no file “{path}”", f"没有文件“{path}”"),
            where=Place(file=str(path)),
            nearest=nearest_names(exact.name, _names_beside(exact)),
            next_step=Text(f"paths are relative to {folder}", f"路径相对于 {folder}"),
        )
    for file in files:
        _check_readable(file)
    return files


def read_files(files: Iterable[Path], kind: Format, options: Mapping[str, Any], scratch: Path) -> exp.Expr:
    """The call that reads the files: ``read_csv(['a.csv', 'b.csv'], header = TRUE, ...)``.

    Args:
        scratch: a folder that may be read, for copies in UTF-8 of files in other encodings.

    Raises:
        SourceError: an unknown option or encoding.
    """
    _check_options(kind, options)
    paths = list(files)
    encoding = str(options.get("encoding") or "utf-8").lower()
    if encoding not in _UTF_8:
        paths = [_recode(file, encoding, scratch / _name_copy(file, encoding)) for file in paths]
    arguments: dict[str, exp.Expr] = {}
    if kind == "csv":
        arguments = _csv_arguments(options)
    if len(paths) > 1:
        arguments["union_by_name"] = exp.true()
    names = exp.Array(expressions=[exp.Literal.string(str(file)) for file in paths])
    named = [exp.EQ(this=exp.to_identifier(name), expression=value) for name, value in arguments.items()]
    return exp.Anonymous(this=_FUNCTIONS[kind], expressions=[names, *named])


def _csv_arguments(options: Mapping[str, Any]) -> dict[str, exp.Expr]:
    sample = int(options.get("sample") or _SAMPLE_ROWS)
    arguments: dict[str, exp.Expr] = {"sample_size": exp.Literal.number(sample)}
    if options.get("delimiter"):
        arguments["delim"] = exp.Literal.string(str(options["delimiter"]))
    if options.get("header") is not None:
        arguments["header"] = exp.true() if options["header"] else exp.false()
    if options.get("skip"):
        arguments["skip"] = exp.Literal.number(int(options["skip"]))
    if options.get("types"):
        pairs = [(str(name), str(type_name)) for name, type_name in dict(options["types"]).items()]
        arguments["types"] = exp.Struct(
            expressions=[
                exp.PropertyEQ(
                    this=exp.to_identifier(name, quoted=True), expression=exp.Literal.string(type_name)
                )
                for name, type_name in pairs
            ]
        )
    return arguments


def _check_options(kind: Format, options: Mapping[str, Any]) -> None:
    for option in options:
        if option not in _OPTIONS[kind]:
            known = "、".join(_OPTIONS[kind]) or "—"
            raise SourceError(
                Text(f"{kind} files have no option “{option}”", f"{kind} 文件没有选项“{option}”"),
                where=Place(field="options"),
                nearest=nearest_names(option, _OPTIONS[kind]),
                next_step=Text(f"the options are: {known.replace('、', ', ')}", f"可用的选项：{known}"),
            )


def _check_readable(file: Path) -> None:
    try:
        file.open("rb").close()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            Text(f"cannot read “{file}”: {reason}", f"无法读取“{file}”：{reason}"),
            where=Place(file=str(file)),
            next_step=Text("check the permissions of the file", "请检查文件权限"),
        ) from error


def _name_copy(file: Path, encoding: str) -> str:
    """A name that no other file's copy has."""
    text = f"{encoding}:{file}".encode("utf-8", "surrogateescape")
    return f"{hashlib.md5(text, usedforsecurity=False).hexdigest()}{file.suffix}"


def _recode(file: Path, encoding: str, copy: Path) -> Path:
    """A copy of a text file in UTF-8, which is all that DuckDB reads without an extension."""
    if copy.exists():
        return copy
    part = copy.with_suffix(".part")
    try:
        with (
            file.open(encoding=encoding, newline="") as source,
            part.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(source, target, 1 << 20)
        part.rename(copy)
    except LookupError:
        raise SourceError(
            Text(f"there is no encoding “{encoding}”", f"没有编码“{encoding}”"),
            where=Place(file=str(file), field="encoding"),
            next_step=Text("common ones: utf-8, gb18030, big5", "常用编码：utf-8、gb18030、big5"),
        ) from None
    except UnicodeDecodeError as error:
        raise SourceError(
            Text(f"“{file.name}” is not in {encoding}", f"“{file.name}”的编码不是 {encoding}"),
            where=Place(file=str(file), field="encoding"),
            next_step=Text("give the encoding that the file has", "请写明文件的实际编码"),
        ) from error
    return copy


def _names_beside(path: Path) -> list[str]:
    try:
        return [file.name for file in path.parent.iterdir()]
    except OSError:
        return []
