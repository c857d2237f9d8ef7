"""Files that come through the browser: kept aside, guessed, and accepted as a proposal of definitions."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.catalog import fold_name
from tagma.clock import from_micros, wall_now
from tagma.collect.guess import Corrections
from tagma.collect.sources.files import SUFFIXES
from tagma.errors import NotFoundError, Place, SourceError, Text
from tagma.flows.own.guess import Body, OwnGuess, guess_files, own_definition
from tagma.flows.own.settle import Clock, Settled, is_untouched, restore_settings, settle_workspace
from tagma.flows.propose import Applied, Proposed, apply_proposal
from tagma.ids import new_run_id

if TYPE_CHECKING:
    from tagma.workspace import Workspace

UPLOADS = "uploads"
_KEPT = timedelta(days=1)
_ID = re.compile(r"[0-9a-z]{8,64}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, not yet part of the workspace."""

    id: str
    path: Path


def open_upload(ws: Workspace, name: str) -> Upload:
    """Makes room for a file that is about to be sent; files of which nothing came in a day go.

    Raises:
        SourceError: the name does not end like a file of orders.
    """
    title = _clean_name(name)
    if Path(title).suffix.lower() not in SUFFIXES:
        raise SourceError(
            Text(
                f"“{title}” is no CSV, Excel, JSON or Parquet file",
                f"“{title}”不是 CSV、Excel、JSON 或 Parquet 文件",
            ),
            where=Place(field="name"),
            next_step=Text("save it as one of these", "请另存为其中一种格式"),
        )
    home = ws.runtime / UPLOADS
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in home.iterdir():
        if wall_now() - from_micros(int(old.stat().st_mtime * 1e6)) > _KEPT:
            shutil.rmtree(old, ignore_errors=True)
    upload = new_run_id()
    (home / upload).mkdir(mode=0o700)
    return Upload(upload, home / upload / title)


def find_upload(ws: Workspace, upload: str) -> Upload:
    """A file that was sent.

    Raises:
        NotFoundError: there is none, or it was accepted already.
    """
    folder = ws.runtime / UPLOADS / upload
    files = [*folder.iterdir()] if _ID.fullmatch(upload) and folder.is_dir() else []
    if len(files) != 1:
        raise NotFoundError(
            Text("this upload is not there any more", "该上传文件已不存在"),
            next_step=Text("send the file again", "请重新上传文件"),
        )
    return Upload(upload, files[0])


def drop_upload(upload: Upload) -> None:
    """Forgets a file."""
    shutil.rmtree(upload.path.parent, ignore_errors=True)


def guess_upload(ws: Workspace, upload: Upload, corrections: Corrections | None = None) -> OwnGuess:
    """What the file is taken for in this workspace: its time zone and currency count.

    A workspace without any data takes the time zone of the corrections, or of the file.

    Raises:
        MissingRoleError: no column looks like the customer or the time.
        SourceError: the file cannot be read, or a correction names no column.
    """
    said = corrections or Corrections()
    if not is_untouched(ws) or (said.time_zone is None and ws.settings.time_zone != "UTC"):
        said = replace(said, time_zone=ws.settings.time_zone)
    return guess_files(
        [upload.path], said, language=ws.settings.language, currency=ws.settings.currency or None
    )


def list_changes(ws: Workspace, guess: OwnGuess, author: str = "") -> list[Proposed]:
    """The definitions that accepting a guess would add; what is in force already stays as it is."""
    names: dict[str, set[str]] = {}
    for stored in ws.state.definitions.current():
        kind = "field" if stored.kind == "tag" else stored.kind
        names.setdefault(kind, set()).add(fold_name(stored.name))
    files = {group.pattern: group.place(group.first) for group in guess.groups}
    changes = []
    for body in guess.bodies:
        kind = body["kind"]
        taken = names.get("field" if kind == "tag" else kind, set())
        if kind == "source":
            body = body | {"name": _free_name(str(body["name"]), taken)}
            body["read"] = _place_file(ws, Path(files[body["read"]]).name)
        elif fold_name(body["name"]) in taken:
            continue
        owned = own_definition(body, author)
        changes.append(Proposed(kind, str(body["name"]), _without_head(owned)))
    return changes


def accept_upload(
    ws: Workspace,
    upload: Upload,
    corrections: Corrections,
    *,
    author: str,
    reason: str,
    clock: Clock | None = None,
) -> Applied:
    """Copies the file into the workspace and puts its definitions in force: all of it, or nothing.

    Args:
        clock: what portraits of a workspace without any data shall be as of; default: as guessed.

    Raises:
        SourceError: the file cannot be read.
        DefinitionErrors: the definitions do not fit those in force.
    """
    guess = guess_upload(ws, upload, corrections)
    changes = list_changes(ws, guess, author)
    read = next(str(change.body["read"]) for change in changes if change.kind == "source" and change.body)
    target = ws.folder / read
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    settled: Settled | None = None
    try:
        if is_untouched(ws):
            settled = settle_workspace(ws, guess, clock)
        shutil.copyfile(upload.path, part)
        os.replace(part, target)
        applied = apply_proposal(ws, changes, author=author, reason=reason)
    except BaseException:
        part.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        if settled is not None:
            restore_settings(ws, settled)
        raise
    drop_upload(upload)
    return applied


def _clean_name(name: str) -> str:
    """The last part of a name, without what a file name must not hold."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    safe = "".join(
        letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in '<>:"|?*[]'
    )
    return safe.strip(". ")[-120:].strip(". ") or "orders"


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while fold_name(free) in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _place_file(ws: Workspace, name: str) -> str:
    """A path below ``data`` that no file has."""
    path, number = Path("data") / name, 1
    while (ws.folder / path).exists():
        number += 1
        path = Path("data") / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path.as_posix()


def _without_head(body: Body) -> Mapping[str, Any]:
    return {field: value for field, value in body.items() if field not in ("kind", "name")}
