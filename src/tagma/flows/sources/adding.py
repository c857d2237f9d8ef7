"""Adding a source from a template to the files of a workspace, or making a workspace of templates."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.catalog.load import read_definitions
from tagma.errors import DefinitionErrors, Place, Text, WorkspaceError
from tagma.flows.definitions import DATA_FOLDER
from tagma.flows.init import write_settings
from tagma.flows.templates.take import Answers, Name, Taken, list_names, take_template, write_taken
from tagma.kinds import KINDS
from tagma.places import SETTINGS_FILE

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.templates import Template


def add_from_template(
    folder: Path, template: Template, answers: Answers, language: Language
) -> tuple[Taken, list[str]]:
    """Copies the files and writes the definitions; what is defined already stays as it is.

    Raises:
        SourceError: a file cannot be read, or lacks a column. DefinitionErrors: the files there are wrong.
    """
    catalog = read_definitions(folder, KINDS, skip=(DATA_FOLDER, SETTINGS_FILE))
    if catalog.errors:
        raise DefinitionErrors(list(catalog.errors))
    taken = take_template(folder, template, answers, list_names(catalog.definitions))
    return taken, write_taken(folder, taken, language)


def init_from_templates(
    folder: Path, templates: Sequence[Template], answers: Answers, language: Language
) -> tuple[list[Taken], list[str]]:
    """Makes a workspace of templates; after a failure the folder is as it was.

    Raises:
        WorkspaceError: the folder is a workspace, or holds anything. SourceError: a file is wrong.
    """
    there = folder.exists()
    if there and any(folder.iterdir()):
        raise WorkspaceError(
            Text(f"{folder} is not empty", f"{folder} 不是空文件夹"),
            where=Place(file=str(folder)),
            next_step=Text(
                "choose a new folder, or add to a workspace with “tagma source add”",
                "请另选新文件夹；向已有工作区添加请用“tagma source add”",
            ),
        )
    made: list[Taken] = []
    written: list[str] = []
    names: set[Name] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for template in templates:
            taken = take_template(folder, template, answers, names)
            written += write_taken(folder, taken, language)
            names |= taken.list_names()
            made.append(taken)
        clock = "wall" if answers.files or answers.broker else "data"
        text = write_settings(folder, language).replace("clock: wall", f"clock: {clock}", 1)
        (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
    except BaseException:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not there and folder.is_dir():
            folder.rmdir()
        raise
    return made, [*written, SETTINGS_FILE]
