"""A workspace from one's own files: definitions written, applied and refreshed, or nothing at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.catalog.text import write_body
from tagma.engine.dialect import literal, query
from tagma.errors import DefinitionErrors, Place, SourceError, TagmaError, Text, WorkspaceError
from tagma.flows.apply import apply_definitions
from tagma.flows.daily import RunReport
from tagma.flows.overview import Overview, read_overview
from tagma.flows.own.guess import OwnGuess, list_definitions
from tagma.flows.own.portrait import TAXONOMY
from tagma.flows.refresh import refresh
from tagma.flows.stepping import Progress, no_progress
from tagma.places import SETTINGS_FILE
from tagma.settings import Settings
from tagma.workspace import open_workspace

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.workspace import Workspace

_PART = ".tagma-begin"
_MOST_ROWS_SHOWN = 10
_WORDS = {
    "zone": Text("of days, and of times without a zone", "日期及不带时区的时间所用的时区"),
    "data": Text(
        "as of the newest event; “wall” once new orders come in every day",
        "截至最新事件；每天有新订单后请改为 wall",
    ),
    "wall": Text("as of now", "截至现在"),
    "taxonomy": Text("what the levels of the tags' paths are called in Chinese", "标签路径各级的中文名称"),
    "made": Text("Made from your files; change it as you like.", "根据您的文件生成，可随意修改。"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that were not loaded, for one reason.

    Attributes:
        rows: where the first of them stand in their file.
    """

    event: str
    field: str
    reason: str
    count: int
    rows: tuple[str, ...]
    words: Text

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "event": self.event, "field": self.field, "reason": self.reason, "count": self.count,
            "rows": list(self.rows), "message": self.words.in_language(language),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of it.

    Attributes:
        written: the files of the workspace.
        customer: one of its customers, to begin looking with.
    """

    guess: OwnGuess
    report: RunReport
    overview: Overview
    settings: Settings
    written: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    customer: str


def begin_from_files(
    folder: Path, guess: OwnGuess, *, author: str = "", progress: Progress = no_progress
) -> Begun:
    """Makes a workspace of guessed files and computes its portraits.

    Everything is made beside the folder's own files and moved into place when it is done: after a failure
    nothing is there.

    Raises:
        WorkspaceError: the folder is a workspace, holds what would be overwritten, or cannot be written.
        SourceError: the rows cannot be read.
    """
    check_folder(folder, guess)
    with _building(folder) as part:
        settings = write_workspace(part, folder, guess, author)
        with open_workspace(part, purpose="tagma init") as ws:
            reason = Text("made from files", "根据文件生成").in_language(guess.language)
            try:
                apply_definitions(ws, author, reason)
                report = refresh(ws, author=author, progress=progress)
            except DefinitionErrors as error:
                raise _unwrap(error) from error
            left_out = find_left_out(ws, report, guess.language)
            overview = read_overview(ws)
            customer = _find_somebody(ws)
        written = sorted(
            path.relative_to(part).as_posix()
            for path in part.rglob("*")
            if path.is_file() and ".tagma" not in path.relative_to(part).parts
        )
    return Begun(guess, report, overview, settings, tuple(written), tuple(left_out), customer)


def check_folder(folder: Path, guess: OwnGuess) -> None:
    """Refuses a folder in which something stands in the way.

    Raises:
        WorkspaceError: says what.
    """
    if (folder / SETTINGS_FILE).exists():
        raise WorkspaceError(
            Text(f"{folder} is a workspace already", f"{folder} 已经是工作区"),
            where=Place(file=str(folder / SETTINGS_FILE)),
            next_step=Text("choose a new folder", "请另选一个新文件夹"),
        )
    names = {path.split("/")[0] for path in list_definitions(guess)} | {"data", ".tagma"}
    for name in sorted(names):
        if (folder / name).exists():
            raise WorkspaceError(
                Text(f"{folder / name} is there already", f"{folder / name} 已存在"),
                where=Place(file=str(folder / name)),
                next_step=Text("choose a new folder", "请另选一个新文件夹"),
            )


def write_workspace(folder: Path, home: Path, guess: OwnGuess, owner: str = "") -> Settings:
    """Writes settings and definitions of a guess into a folder and copies its files below ``data``.

    Args:
        home: the folder that the workspace will be, after which it is named.
        owner: who answers for the definitions.
    """
    for name, bodies in list_definitions(guess, owner).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "---\n".join(write_body(body) for body in bodies)
        path.write_text(f"# {_WORDS['made'].in_language(guess.language)}\n{text}", encoding="utf-8")
    for group in guess.groups:
        for file in group.files:
            target = folder / group.place(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.table.path, target)
    name = home.resolve().name or "shop"
    (folder / SETTINGS_FILE).write_text(_write_settings(name, guess), encoding="utf-8")
    return Settings.model_validate({"name": name, "time_zone": guess.time_zone, "language": guess.language})


def find_left_out(ws: Workspace, report: RunReport, language: Language) -> list[LeftOut]:
    """The rows and values that were not loaded, with the first places in their file."""
    found = []
    for load in report.loads:
        for output in load.outputs:
            for item in output.quarantined:
                rows = _find_rows(ws, load.source, output.name, item.field, item.reason)
                found.append(LeftOut(output.name, item.field, item.reason, item.rows, rows, item.words))
    return found


def _find_somebody(ws: Workspace) -> str:
    """The customer with most orders."""
    rows = ws.engine.query(
        query(
            'SELECT c."customer" AS "customer" FROM "events"."order" AS o JOIN "people"."customers" AS c '
            'ON c."_customer_id" = o."_customer_id" GROUP BY c."customer" '
            'ORDER BY COUNT(*) DESC, c."customer" LIMIT 1'
        ),
        step="a customer with many orders",
    )
    return str(rows.column(0)[0].as_py()) if rows.num_rows else "1"


def _find_rows(ws: Workspace, source: str, event: str, field: str, reason: str) -> tuple[str, ...]:
    rows = ws.engine.query(
        query(
            'SELECT "row" FROM "collect"."quarantine" WHERE "_source" = :source AND "event" = :event '
            'AND "field" = :field AND "reason" = :reason LIMIT 10000',
            source=literal(source),
            event=literal(event),
            field=literal(field),
            reason=literal(reason),
        ),
        step="rows that were left out",
    )
    places = {str(json.loads(text).get("file_row", "")) for text in rows.column("row").to_pylist()} - {""}
    return tuple(sorted(places, key=_order_place)[:_MOST_ROWS_SHOWN])


def _order_place(place: str) -> tuple[str, int]:
    file, _, number = place.rpartition(":")
    return (file, int(number) if number.isdigit() else 0)


def _unwrap(error: DefinitionErrors) -> TagmaError:
    """The mistake of a file rather than of the definitions, which nobody has seen yet."""
    return next((each for each in error.errors if isinstance(each, SourceError)), error)


@contextmanager
def _building(folder: Path) -> Iterator[Path]:
    """A folder inside the folder, whose content moves up at the end; after a failure nothing is left."""
    made = not folder.exists()
    part = folder / _PART
    try:
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise WorkspaceError(
                Text(f"cannot write {folder}: {reason}", f"无法写入 {folder}：{reason}"),
                where=Place(file=str(folder)),
                next_step=Text(
                    "choose another folder or check its permissions", "请换一个文件夹或检查其权限"
                ),
            ) from error
        yield part
        last = part / SETTINGS_FILE
        for path in sorted(part.iterdir(), key=lambda path: path == last):
            path.rename(folder / path.name)
        part.rmdir()
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        if made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise


def _write_settings(name: str, guess: OwnGuess) -> str:
    def say(key: str) -> str:
        return _WORDS[key].in_language(guess.language)

    used = [level for body in guess.bodies for level in body.get("path", ())]
    levels: Mapping[str, str] = {level: TAXONOMY[level] for level in dict.fromkeys(used) if level in TAXONOMY}
    lines = [
        f"name: {json.dumps(name, ensure_ascii=False)}",
        f"time_zone: {guess.time_zone} # {say('zone')}",
        f"clock: {guess.clock} # {say(guess.clock)}",
        f"language: {guess.language}",
        *([f"currency: {guess.currency}"] if guess.currency else []),
        f"taxonomy: # {say('taxonomy')}",
        *(f"  {level}: {{zh: {words}}}" for level, words in levels.items()),
    ]
    return "\n".join(lines) + "\n"
