"""Which files a source reads, in which format, and a fingerprint of their content."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.collect.definition import FORMATS, RAW_RELATION
from tagma.collect.sources.databases import list_parts
from tagma.collect.sources.functions import list_tables
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition

SUFFIXES = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx",
    ".json": "json", ".ndjson": "json", ".jsonl": "json",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip

_MAGIC = ((b"PK\x03\x04", "xlsx"), (b"\xd0\xcf\x11\xe0", "xlsx"), (b"PAR1", "parquet"))
_WHOLE_HASH = 256 << 20
_EDGE = 1 << 20
_LOADER = "1"
_WORDS: dict[str, Any] = {
    "label": True,
    "description": True,
    "owner": True,
    "schedule": True,
    "template": True,
    "traits": {"fields": {"__all__": {"label", "description", "value_labels"}}},
}


@dataclass(frozen=True, slots=True)
class Input:
    """One relation that the SQL of a source reads.

    Attributes:
        name: of the relation.
        pattern: the path or glob that names its files.
        paths: its files, in order of their names.
        one_of_many: whether more files belong to it than are read now.
    """

    name: str
    pattern: str
    paths: tuple[Path, ...]
    format: str
    one_of_many: bool = False


def find_inputs(definition: SourceDefinition, folder: Path) -> tuple[Input, ...]:
    """The inputs of a source, each with at least one readable, non-empty file of the right format.

    Raises:
        SourceError: a file is missing, empty, unreadable or of another format.
    """
    if definition.reads == "mqtt":
        return ()
    if definition.reads == "dlt":
        return tuple(
            Input(name, str(paths[0].parent.relative_to(folder) / "*.parquet"), tuple(paths), "parquet")
            for name, paths in list_tables(definition, folder).items()
        )
    if definition.reads == "database":
        parts = tuple(list_parts(definition, folder))
        pattern = str(parts[0].parent.relative_to(folder) / "part-*.parquet")
        return tuple(Input(name, pattern, parts, "parquet") for name in definition.read)
    return tuple(
        _find_input(name, pattern, definition.format, folder) for name, pattern in definition.read.items()
    )


def find_input(pattern: str, folder: Path, format_name: str | None = None) -> Input:
    """The files of one path or pattern.

    Raises:
        SourceError: a file is missing, empty, unreadable or of another format.
    """
    return _find_input(RAW_RELATION, pattern, format_name, folder)


def fingerprint_source(definition: SourceDefinition, folder: Path) -> str:
    """A text that changes when the definition of a source or the content of its files does.

    Files up to 256 MB count by their whole content, larger ones by size, time of change and both ends.

    Raises:
        SourceError: as ``find_inputs``.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(describe_definition(definition).encode())
    for found in find_inputs(definition, folder):
        for path in found.paths:
            digest.update(f"{found.name}\0{path.name}\0{found.format}\0".encode())
            _hash_file(path, digest)
    return digest.hexdigest()


def describe_definition(definition: SourceDefinition) -> str:
    """What of a definition makes its rows."""
    words = _WORDS if definition.args else {**_WORDS, "args": True}
    return _LOADER + definition.model_dump_json(exclude=words)


def fingerprint_file(path: Path) -> str:
    """A text that changes with the content of a file; of very large ones with size, time and both ends."""
    digest = hashlib.blake2b(digest_size=16)
    _hash_file(path, digest)
    return digest.hexdigest()


def _find_input(name: str, pattern: str, format_name: str | None, folder: Path) -> Input:
    paths = _match_files(pattern, folder)
    if not paths:
        raise _missing(pattern, folder)
    formats = {_format_of(path, format_name, pattern) for path in paths}
    if len(formats) > 1:
        raise SourceError(
            Text(f"“{pattern}” matches files of several formats", f"“{pattern}”匹配到多种格式的文件"),
            where=Place(file=pattern, field="read"),
            nearest=sorted(formats),
            next_step=Text("read them as several named inputs", "请将它们分别写为多个具名输入"),
        )
    for path in paths:
        check_format(path, next(iter(formats)))
    return Input(name, pattern, paths, formats.pop())


def _match_files(pattern: str, folder: Path) -> tuple[Path, ...]:
    whole = Path(pattern)
    base = Path(whole.anchor) if whole.is_absolute() else folder
    exact = folder / whole
    found = [exact] if exact.exists() else sorted(base.glob(str(whole.relative_to(whole.anchor))))
    return tuple(path for path in found if path.is_file())


def _format_of(path: Path, asked: str | None, pattern: str) -> str:
    if asked is not None:
        return asked
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    known = SUFFIXES.get(suffixes[-1]) if suffixes else None
    if known is None:
        raise SourceError(
            Text(f"the format of “{path.name}” is not known", f"无法判断“{path.name}”的格式"),
            where=Place(file=pattern, field="format"),
            next_step=Text(
                f"add “format:” with one of {', '.join(FORMATS)}", f"请填写 format：{'、'.join(FORMATS)} 之一"
            ),
        )
    return known


def check_format(path: Path, expected: str) -> None:
    """Refuses an empty or unreadable file, and one whose content is plainly of another format.

    Raises:
        SourceError: says what the content looks like.
    """
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__) from None
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise SourceError(
            Text(f"“{path.name}” is empty", f"“{path.name}”是空文件"),
            where=Place(file=str(path)),
            next_step=Text("export it again, or take it out of “read:”", "请重新导出，或将其从 read 中移除"),
        )
    actual = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    text = actual is None and b"\0" not in head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[1::2][:1]
    if actual == expected or (actual is None and expected in ("csv", "json")):
        return
    looks = actual or ("csv" if text else "?")
    names = {
        "xlsx": Text("an Excel workbook", "Excel 工作簿"),
        "parquet": Text("a Parquet file", "Parquet 文件"),
        "csv": Text("plain text", "纯文本"),
        "?": Text("something else", "其他内容"),
    }
    raise SourceError(
        Text(
            f"“{path.name}” is read as {expected}, but its content is {names[looks].en}",
            f"“{path.name}”按 {expected} 读取，但其内容是{names[looks].zh}",
        ),
        where=Place(file=str(path), field="format"),
        next_step=Text(
            f"set “format: {looks}”" if looks in FORMATS else "export the file again",
            f"请设置 format: {looks}" if looks in FORMATS else "请重新导出该文件",
        ),
    )


def unreadable(path: Path, reason: str) -> SourceError:
    """The error of a file that is there but cannot be read."""
    return SourceError(
        Text(f"“{path.name}” cannot be read: {reason}", f"无法读取“{path.name}”：{reason}"),
        where=Place(file=str(path)),
        next_step=Text(
            "check that it is complete, not locked and may be read; export it again if it is damaged",
            "请检查文件是否完整、未被占用且有读取权限；若已损坏请重新导出",
        ),
    )


def _missing(pattern: str, folder: Path) -> SourceError:
    parent = (folder / pattern).parent
    while not parent.is_dir() and parent != parent.parent:
        parent = parent.parent
    names = sorted(path.name for path in parent.iterdir() if path.is_file() and not path.name.startswith("."))
    near = (
        nearest_names(Path(pattern).name, names)
        or tuple(name for name in names if Path(name).suffix.lower() in SUFFIXES)[:3]
    )
    return SourceError(
        Text(f"there is no file “{pattern}”", f"没有文件“{pattern}”"),
        where=Place(file=pattern, field="read"),
        nearest=[os.path.relpath(parent / name, folder) for name in near],
        next_step=Text(
            f"put the file there, or correct “read:” (paths are relative to {folder})",
            f"请放入该文件，或修改 read（路径相对于 {folder}）",
        ),
    )


def _hash_file(path: Path, digest: hashlib.blake2b) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _WHOLE_HASH:
            while block := file.read(1 << 22):
                digest.update(block)
            return
        digest.update(f"{size} {path.stat().st_mtime_ns}".encode())
        digest.update(file.read(_EDGE))
        file.seek(-_EDGE, os.SEEK_END)
        digest.update(file.read(_EDGE))
