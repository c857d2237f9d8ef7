"""Reads all definitions below a folder; mistakes are collected over all files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tagma.catalog.document import Document, read_documents
from tagma.catalog.kind import Definition, Key, Kind
from tagma.catalog.names import fold_name
from tagma.catalog.wording import word_validation
from tagma.errors import DefinitionError, DefinitionErrors, Place, TagmaError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Catalog:
    """The definitions of a workspace and the mistakes that were found while they were read.

    Attributes:
        broken: the keys of definitions that are there but wrong, so that no one calls them unknown.
        lost: whether a file could not be read so far that its definitions are known by name.
    """

    definitions: tuple[Definition, ...]
    errors: tuple[TagmaError, ...] = ()
    broken: frozenset[Key] = frozenset()
    lost: bool = False

    def of_kind(self, name: str) -> list[Definition]:
        return [definition for definition in self.definitions if definition.kind.name == name]

    def find(self, key: Key) -> Definition | None:
        return next((definition for definition in self.definitions if definition.key == key), None)


def load_definitions(folder: Path, kinds: Mapping[str, Kind], skip: Sequence[str] = ()) -> Catalog:
    """Reads all definitions below a folder.

    Raises:
        DefinitionErrors: all mistakes over all files.
    """
    catalog = read_definitions(folder, kinds, skip)
    if catalog.errors:
        raise DefinitionErrors(catalog.errors)
    return catalog


def read_definitions(folder: Path, kinds: Mapping[str, Kind], skip: Sequence[str] = ()) -> Catalog:
    """The same, but gives the mistakes back beside what could be read.

    Args:
        skip: files and folders directly below ``folder`` that hold no definitions.
    """
    definitions: list[Definition] = []
    errors: list[TagmaError] = []
    broken: set[Key] = set()
    lost = False
    for path in list_files(folder, skip):
        file = path.relative_to(folder).as_posix()
        text = _read_text(path, file, errors)
        if text is None:
            lost = True
            continue
        documents, mistakes = read_documents(text, file)
        errors += mistakes
        lost = lost or bool(mistakes)
        for document in documents:
            definition = _build_definition(document, kinds, errors)
            if definition is not None:
                definitions.append(definition)
                continue
            key = _find_key(document, kinds)
            lost = lost or key is None
            broken |= {key} if key is not None else set()
    errors += find_duplicates(definitions)
    return Catalog(tuple(definitions), tuple(sort_errors(errors)), frozenset(broken), lost)


def list_files(folder: Path, skip: Sequence[str] = ()) -> list[Path]:
    """The definition files below a folder in order; hidden folders and files are passed over."""
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        top = os.path.samefile(root, folder)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not (top and name in skip)
        )
        found += [
            folder / os.path.relpath(os.path.join(root, name), folder)
            for name in sorted(files)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and not (top and name in skip)
        ]
    return found


def build_definition(body: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Definition:
    """A definition from its stored body.

    Raises:
        DefinitionErrors: the body is not valid (any more).
    """
    errors: list[TagmaError] = []
    document = Document("", dict(body), {}, ())
    definition = _build_definition(document, kinds, errors, written=False)
    if definition is None:
        raise DefinitionErrors(errors)
    return definition


def read_draft(draft: Document, kinds: Mapping[str, Kind]) -> tuple[Definition | None, list[TagmaError]]:
    """A definition as somebody sent it, and its mistakes with the fields where they are."""
    errors: list[TagmaError] = []
    return _build_definition(draft, kinds, errors), errors


def find_duplicates(definitions: Iterable[Definition]) -> list[TagmaError]:
    """Two definitions of one name, under folding; each error names both places."""
    first: dict[Key, Definition] = {}
    errors: list[TagmaError] = []
    for definition in definitions:
        other = first.setdefault(definition.key, definition)
        if other is definition:
            continue
        place, kind = other.place(("name",)), definition.kind
        spelt = Text("", "")
        if other.name != definition.name:
            spelt = Text(
                f" (“{other.name}” and “{definition.name}” are one name)",
                f"（“{other.name}”与“{definition.name}”视为同名）",
            )
        errors.append(
            DefinitionError(
                Text(
                    f"there are two definitions named “{definition.name}” ({other.kind.name} and "
                    f"{kind.name}); the first is at {place}{spelt.en}",
                    f"“{definition.name}”被定义了两次（{other.kind.label.zh}与{kind.label.zh}），"
                    f"第一处在 {place}{spelt.zh}",
                ),
                where=definition.place(("name",)),
                next_step=Text("rename or remove one of the two", "请重命名或删除其中一个"),
            )
        )
    return errors


def sort_errors(errors: Iterable[TagmaError]) -> list[TagmaError]:
    """By file, line and column."""

    def position(error: TagmaError) -> tuple[str, int, int]:
        place = error.where or Place()
        return (place.file or "", place.line or 0, place.column or 0)

    return sorted(errors, key=position)


def _read_text(path: Path, file: str, errors: list[TagmaError]) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            what = Text("the file is larger than 5 MB", "文件超过 5 MB")
            step = Text(
                "definitions are short texts; keep data in the folder data/",
                "定义应为短文本，数据请放在 data/ 文件夹",
            )
            errors.append(DefinitionError(what, where=Place(file, 1), next_step=step))
            return None
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        errors.append(
            DefinitionError(
                Text(f"the file cannot be read: {reason}", f"无法读取文件：{reason}"),
                where=Place(file, 1),
                next_step=Text(
                    "check that it exists and who may read it, or remove it",
                    "请检查文件是否存在及其读取权限，或将其删除",
                ),
            )
        )
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        errors.append(
            DefinitionError(
                Text("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
                where=Place(file, raw.count(b"\n", 0, error.start) + 1),
                next_step=Text("save it with the encoding UTF-8", "请以 UTF-8 编码保存"),
            )
        )
        return None


def _build_definition(
    document: Document, kinds: Mapping[str, Kind], errors: list[TagmaError], *, written: bool = True
) -> Definition | None:
    data = document.data
    if not isinstance(data, dict):
        what = Text("this is no definition: there are no fields", "这不是定义：没有任何字段")
        errors.append(DefinitionError(what, where=_start(document, written), next_step=_FIRST_FIELDS))
        return None
    kind = kinds.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if kind is None:
        errors.append(_word_kind(document, kinds, written))
        return None
    try:
        model = kind.model.model_validate(data)
    except ValidationError as error:
        errors += word_validation(error, kind, document) if written else [_word_stored(error, kind, data)]
        return None
    return Definition(kind, model, document if written else None)


def _find_key(document: Document, kinds: Mapping[str, Kind]) -> Key | None:
    """The namespace and name of a definition that is wrong elsewhere."""
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("kind"), str) and isinstance(data.get("name"), str):
        kind = kinds.get(data["kind"])
        return None if kind is None else (kind.space, fold_name(data["name"]))
    return None


_FIRST_FIELDS = Text("begin with “kind: ...” and “name: ...”", "请以“kind: ...”和“name: ...”开头")


def _start(document: Document, written: bool) -> Place | None:
    return document.place() if written else None


def _word_kind(document: Document, kinds: Mapping[str, Kind], written: bool) -> TagmaError:
    known = ", ".join(kinds)
    given = document.data.get("kind")
    step = Text(f"the kinds are: {known}", f"可用的类别：{'、'.join(kinds)}")
    if given is None:
        what = Text("the field “kind” is missing", "缺少字段“kind”")
        return DefinitionError(what, where=_start(document, written), next_step=step)
    return DefinitionError(
        Text(f"there is no kind of definition “{given}”", f"没有“{given}”这类定义"),
        where=document.place(("kind",)) if written else None,
        nearest=nearest_names(str(given), kinds),
        next_step=step,
    )


def _word_stored(error: ValidationError, kind: Kind, data: Mapping[str, Any]) -> TagmaError:
    name = data.get("name")
    first = ".".join(str(part) for part in error.errors()[0]["loc"])
    return DefinitionError(
        Text(
            f"the stored {kind.name} “{name}” cannot be read: {first}",
            f"无法读取已保存的{kind.label.zh}“{name}”：{first}",
        ),
        where=Place(field=f"{kind.name} {name}"),
        next_step=Text("apply its file again with “tagma apply”", "请用“tagma apply”重新应用其文件"),
    )
