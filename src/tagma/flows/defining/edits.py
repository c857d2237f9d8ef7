"""The files of definitions, rewritten for what was applied; all else in them stays byte for byte."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.catalog import Catalog, Definition, build_definition
from tagma.catalog.document import Document, read_documents
from tagma.catalog.text import cut_definition, is_blank, replace_definition, write_body
from tagma.errors import ConflictError, DefinitionErrors, Place, Text, WorkspaceError
from tagma.flows.definitions import read_files
from tagma.flows.file_names import make_file_name
from tagma.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tagma.catalog import Difference, Key
    from tagma.workspace import Workspace

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """One file before and after; None: it is not there."""

    path: Path
    before: bytes | None
    after: bytes | None


def plan_edits(ws: Workspace, differences: Sequence[Difference]) -> list[Edit]:
    """What happens to the files when some differences are applied; writes nothing.

    Raises:
        ConflictError: somebody edited the same definition in its file, or no safe way to rewrite it.
    """
    catalog = read_files(ws)
    texts: dict[Path, str | None] = {}
    for difference in differences:
        _edit(ws, catalog, difference, texts)
    edits = []
    for path, text in texts.items():
        before = path.read_bytes() if path.exists() else None
        after = None if text is None else text.encode()
        if before != after:
            edits.append(Edit(path, before, after))
    return edits


def write_edits(edits: Sequence[Edit]) -> None:
    """Writes the files: beside them first, then each into its place.

    Raises:
        ConflictError: somebody saved one of them a moment ago.
        WorkspaceError: a folder or file cannot be written.
    """
    beside: dict[Path, Path] = {}
    try:
        for edit in edits:
            if edit.after is not None:
                beside[edit.path] = _write_beside(edit.path, edit.after)
        for edit in edits:
            _refuse_newer(edit)
        for path, fresh in beside.items():
            os.replace(fresh, path)
        for edit in edits:
            if edit.after is None:
                edit.path.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WorkspaceError(
            Text(f"a definition file cannot be written: {reason}", f"无法写入定义文件：{reason}"),
            where=Place(file=error.filename if isinstance(error.filename, str) else None),
            next_step=Text("check the folder and its permissions", "请检查文件夹及其权限"),
        ) from error
    finally:
        for fresh in beside.values():
            fresh.unlink(missing_ok=True)


def undo_edits(edits: Sequence[Edit]) -> None:
    """Gives the files back what they held."""
    for edit in edits:
        with suppress(OSError):
            if edit.before is None:
                edit.path.unlink(missing_ok=True)
            elif not edit.path.exists() or edit.path.read_bytes() != edit.before:
                os.replace(_write_beside(edit.path, edit.before), edit.path)


def name_file(folder: Path, kind: str, name: str, taken: Iterable[Path] = ()) -> Path:
    """A path for a new definition that no file has, such as ``tags/高价值.yaml``."""
    safe = make_file_name(name, kind)
    home = folder / f"{kind}s"
    present = {path.name.casefold() for path in [*(home.iterdir() if home.is_dir() else ()), *taken]}
    number, title = 1, f"{safe}.yaml"
    while title.casefold() in present:
        number += 1
        title = f"{safe}-{number}.yaml"
    return home / title


def _refuse_newer(edit: Edit) -> None:
    now = edit.path.read_bytes() if edit.path.exists() else None
    if now != edit.before:
        raise ConflictError(
            Text(f"{edit.path.name} was saved a moment ago", f"{edit.path.name} 刚刚被保存过"),
            data={"place": edit.path.name},
            next_step=Text("nothing was changed; apply again", "尚未做任何改动，请重新应用"),
        )


def _edit(ws: Workspace, catalog: Catalog, difference: Difference, texts: dict[Path, str | None]) -> None:
    """Puts the new text of the file of one difference among the texts."""
    before, after = difference.before, difference.after
    written = catalog.find(difference.key)
    if written is None:
        _refuse_unseen(catalog, difference)
        if after is not None:
            path = name_file(ws.folder, after.kind.name, after.name, texts)
            texts[path] = write_body(after.body)
        return
    if after is not None and written.fingerprint == after.fingerprint:
        return
    if before is None or written.fingerprint != before.fingerprint:
        raise _edited(difference, written)
    assert written.document is not None
    path = (ws.folder / written.document.file).resolve()
    text = texts.get(path) or path.read_bytes().decode()
    mark = BOM if text.startswith(BOM) else ""
    changed = _change_text(text.removeprefix(BOM), written, after)
    if changed is None:
        raise _unsafe(difference, written)
    texts[path] = None if is_blank(changed) else mark + changed


def _change_text(text: str, written: Definition, after: Definition | None) -> str | None:
    """The text with one definition changed or cut out; None where that cannot leave the others alone."""
    documents, _ = read_documents(text, "")
    index = next((i for i, document in enumerate(documents) if _read_key(document) == written.key), None)
    if index is None:
        return None
    position = documents[index].spots[()].value
    rest = [document.data for number, document in enumerate(documents) if number != index]
    if after is None:
        cut = cut_definition(text, position)
        found, errors = read_documents(cut, "")
        return cut if not errors and [document.data for document in found] == rest else None
    for candidate in replace_definition(text, position, written.body, after.body):
        found, errors = read_documents(candidate, "")
        others = [document.data for number, document in enumerate(found) if number != index]
        if errors or others != rest or len(found) != len(documents):
            continue
        with suppress(DefinitionErrors):
            if build_definition(found[index].data, KINDS).body == after.body:
                return candidate
    return None


def _read_key(document: Document) -> Key | None:
    with suppress(DefinitionErrors):
        return build_definition(document.data, KINDS).key if isinstance(document.data, dict) else None
    return None


def _refuse_unseen(catalog: Catalog, difference: Difference) -> None:
    """A definition in force that no file has was removed by hand, or stands where it cannot be read."""
    definition = difference.definition
    if difference.before is None and difference.key not in catalog.broken:
        return
    if catalog.lost or difference.key in catalog.broken:
        where = next((error.where for error in catalog.errors if error.where is not None), None)
        place = str(where) if where is not None else ""
        what = Text(
            f"the file of {definition.kind.name} “{definition.name}” cannot be read: {place}",
            f"{definition.kind.label.zh}“{definition.name}”所在的文件无法读取：{place}",
        )
    elif difference.after is None:
        return
    else:
        what = Text(
            f"{definition.kind.name} “{definition.name}” was removed from its file by hand; "
            "that is not applied yet",
            f"{definition.kind.label.zh}“{definition.name}”已被人从文件中删除，但尚未应用",
        )
    raise ConflictError(what, data=_describe(definition, None), next_step=_MEND)


def _edited(difference: Difference, written: Definition) -> ConflictError:
    definition, place = difference.definition, written.place()
    what = Text(
        f"{definition.kind.name} “{definition.name}” was edited by hand in its file ({place}); "
        "that is not applied yet",
        f"{definition.kind.label.zh}“{definition.name}”在文件中被手工修改过（{place}），尚未应用",
    )
    return ConflictError(what, data=_describe(definition, str(place)), next_step=_MEND)


def _unsafe(difference: Difference, written: Definition) -> ConflictError:
    definition, place = difference.definition, written.place()
    what = Text(
        f"the text of {definition.kind.name} “{definition.name}” ({place}) cannot be changed "
        "without touching its neighbours",
        f"{definition.kind.label.zh}“{definition.name}”（{place}）的文本无法在不影响其他定义的情况下修改",
    )
    step = Text("change it in the file, then run “tagma apply”", "请直接修改文件，然后运行“tagma apply”")
    return ConflictError(what, data=_describe(definition, str(place)), next_step=step)


def _describe(definition: Definition, place: str | None) -> dict[str, Any]:
    return {"kind": definition.kind.name, "name": definition.name, "place": place}


_MEND = Text(
    "apply or undo the edit of the file first (“tagma plan” shows it); what you typed is kept",
    "请先应用或撤销文件中的改动（可用“tagma plan”查看）；您的输入已保留",
)


def _write_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, fresh)
    return fresh
