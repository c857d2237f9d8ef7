"""The definitions of a template as a proposal, for people who work in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tagma.errors import Place, SourceError, Text
from tagma.flows.definitions import read_applied, read_files
from tagma.flows.own.upload import find_upload
from tagma.flows.templates.take import Answers, Taken, list_names, propose_taken, take_template

if TYPE_CHECKING:
    from tagma.flows.propose import Proposed
    from tagma.flows.templates import Template
    from tagma.workspace import Workspace


def draft_template(
    ws: Workspace, template: Template, answers: Mapping[str, str], columns: Mapping[str, str]
) -> tuple[Taken, list[Proposed]]:
    """Copies the files below ``data`` and gives the definitions; puts nothing in force.

    Args:
        answers: to the questions of the template by name; files by the id of their upload.
        columns: of the files by the template's names.

    Raises:
        NotFoundError: an upload is not there any more. SourceError: a file cannot be read or lacks a column.
    """
    if answers.get("broker"):
        raise SourceError(
            Text("the address of a broker is not taken from here", "此处不能填写代理服务器地址"),
            where=Place(field="broker"),
            next_step=Text(
                "run “tagma source add” on the server, or read a file",
                "请在服务器上运行“tagma source add”，或改为读取文件",
            ),
        )
    files = tuple(
        find_upload(ws, value).path for key, value in sorted(answers.items()) if key.startswith("file")
    )
    said = Answers(answers.get("name", ""), files, columns)
    there = list_names(read_applied(ws)) | list_names(read_files(ws).definitions)
    taken = take_template(ws.folder, template, said, there)
    return taken, propose_taken(taken)
