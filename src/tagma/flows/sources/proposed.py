"""A source to be tried: one in force, or one that somebody has only written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tagma.catalog import fold_name, open_draft, read_draft
from tagma.collect.definition import SourceDefinition
from tagma.errors import DefinitionError, DefinitionErrors, NotFoundError, Text, nearest_names
from tagma.flows.defining.reach import refuse_foreign_files
from tagma.flows.definitions import read_applied, read_files
from tagma.flows.sources.detail import find_source
from tagma.kinds import KINDS

if TYPE_CHECKING:
    from tagma.workspace import Workspace

KIND = "source"


def read_proposed(ws: Workspace, name: str | None, body: Mapping[str, Any] | None) -> SourceDefinition:
    """The source in force of a name, or the one that a body describes.

    A body from elsewhere names files of the workspace, or the address that the source in force has already.

    Raises:
        NotFoundError: no such source in force. DefinitionErrors: the body is wrong.
    """
    if body is None:
        if name is None:
            raise DefinitionErrors(
                [
                    DefinitionError(
                        Text("neither a name nor a body was given", "既没有给出名称，也没有给出定义"),
                        next_step=Text("give one of them", "请给出其中之一"),
                    )
                ]
            )
        return find_source(ws, name)
    title = name or str(body.get("name") or KIND)
    given = {
        "kind": KIND,
        "name": title,
        **{key: value for key, value in body.items() if key not in ("kind", "name")},
    }
    definition, mistakes = read_draft(open_draft(KIND, title, given), KINDS)
    if definition is not None:
        before = next(
            (
                each
                for each in read_applied(ws)
                if each.kind.name == KIND and fold_name(each.name) == fold_name(title)
            ),
            None,
        )
        mistakes = [*mistakes, *refuse_foreign_files(definition, before)]
    if definition is None or mistakes:
        raise DefinitionErrors(mistakes)
    assert isinstance(definition.model, SourceDefinition)
    return definition.model


def find_written(ws: Workspace, name: str) -> SourceDefinition:
    """The source of a name as the definition files have it now, in force or not.

    Raises:
        NotFoundError: there is none. DefinitionErrors: its definition is wrong.
    """
    catalog = read_files(ws)
    sources = {
        fold_name(item.name): item.model
        for item in catalog.definitions
        if isinstance(item.model, SourceDefinition)
    }
    found = sources.get(fold_name(name))
    if found is None:
        if catalog.errors:
            raise DefinitionErrors(list(catalog.errors))
        raise NotFoundError(
            Text(f"no file defines a source “{name}”", f"没有文件定义数据源“{name}”"),
            nearest=nearest_names(name, [model.name for model in sources.values()]),
            next_step=Text("sources stand in files under sources/", "数据源写在 sources/ 下的文件中"),
        )
    return found
