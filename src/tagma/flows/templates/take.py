"""Taking a template into a workspace: its files below ``data``, its definitions as files or as a proposal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.catalog import fold_name
from tagma.catalog.text import write_body
from tagma.collect.inputs import find_kind, read_topic
from tagma.errors import Place, SourceError, Text
from tagma.flows.propose import Proposed
from tagma.flows.templates.build import Body, build_bodies
from tagma.flows.templates.library import Template, read_sample
from tagma.flows.templates.match import Match, match_file

if TYPE_CHECKING:
    from tagma.errors import Language

_FOLDERS = {"source": "sources", "event": "events", "tag": "tags", "segment": "segments"}
_MADE = Text("Made from the template “{}”; change it as you like.", "由模板“{}”生成，可随意修改。")
_MOST_NAME = 64
_NOT_IN_NAMES = frozenset('/\\<>:"|?*[]')
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person says of a template.

    Attributes:
        name: of the source; empty: that of the template.
        files: somebody's own; for the others the samples are taken.
        columns: of the files, by the template's names.
        broker: the address that messages come from, in place of a file.
    """

    name: str = ""
    files: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    broker: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was made of a template.

    Attributes:
        matches: what the columns of the files were taken for.
        bodies: the definitions that are new.
        kept: names of definitions that were there already and stay as they are.
        files: what stands below ``data`` now, new or not.
    """

    template: Template
    matches: tuple[Match, ...]
    bodies: tuple[Body, ...]
    kept: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def source(self) -> str:
        return str(next(body["name"] for body in self.bodies if body["kind"] == "source"))

    def list_names(self) -> set[Name]:
        """Space and folded name of what is new."""
        return {(_space(body["kind"]), fold_name(str(body["name"]))) for body in self.bodies}


def take_template(folder: Path, template: Template, answers: Answers, taken: Collection[Name] = ()) -> Taken:
    """Copies the files below ``data`` and makes the definitions, without putting them anywhere.

    Args:
        taken: space and folded name of the definitions that are there.

    Raises:
        SourceError: a file cannot be read, or lacks a column; nothing is copied then.
    """
    _check(template, answers)
    base = answers.name.strip() or template.name
    name, number = base, 1
    while ("source", fold_name(name)) in taken:
        number += 1
        name = f"{base}-{number}"
    matches: list[Match] = []
    places: dict[str, str] = {}
    if not answers.broker:
        matches, places = _place_files(folder, template, answers, name)
    bodies, kept = [], []
    for body in build_bodies(template, name, matches, places, answers.broker):
        if (_space(body["kind"]), fold_name(str(body["name"]))) in taken:
            kept.append(str(body["name"]))
        else:
            bodies.append(body)
    return Taken(template, tuple(matches), tuple(bodies), tuple(kept), tuple(places.values()))


def write_taken(folder: Path, taken: Taken, language: Language) -> list[str]:
    """Writes the definitions as files, a file per kind; returns their paths in the workspace.

    Raises:
        SourceError: a file of that name is there.
    """
    files: dict[str, list[Body]] = {}
    for body in taken.bodies:
        files.setdefault(f"{_FOLDERS[body['kind']]}/{taken.source}.yaml", []).append(body)
    for name in files:
        if (folder / name).exists():
            raise SourceError(
                Text(f"{name} is there already", f"{name} 已存在"),
                where=Place(file=name),
                next_step=Text("choose another name with --name", "请用 --name 另取名称"),
            )
    head = _MADE.in_language(language).format(taken.template.name)
    for name, bodies in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {head}\n" + "---\n".join(write_body(body) for body in bodies), encoding="utf-8")
    return list(files)


def propose_taken(taken: Taken) -> list[Proposed]:
    """The definitions as a proposal over those in force."""
    return [
        Proposed(
            str(body["kind"]),
            str(body["name"]),
            {key: value for key, value in body.items() if key not in ("kind", "name")},
        )
        for body in taken.bodies
    ]


def list_names(definitions: Sequence[Any]) -> set[Name]:
    """Space and folded name of some definitions."""
    return {(definition.kind.space, fold_name(definition.name)) for definition in definitions}


def _space(kind: str) -> str:
    return "field" if kind == "tag" else kind


def _check(template: Template, answers: Answers) -> None:
    """Refuses answers to questions that the template does not ask."""
    name = answers.name.strip()
    if name.startswith(".") or len(name) > _MOST_NAME or not name.isprintable() or set(name) & _NOT_IN_NAMES:
        raise SourceError(
            Text("this cannot be the name of a source", "该名称不能用作数据源名称"),
            where=Place(field="name"),
            next_step=Text("take up to 64 letters, digits, - and _", "请使用不超过 64 个文字、数字、- 或 _"),
        )
    asked = {question.name for question in template.questions}
    if answers.broker and "broker" not in asked:
        raise SourceError(
            Text(f"“{template.name}” reads files", f"“{template.name}”读取文件"),
            where=Place(field="broker"),
            next_step=Text("only store-visits takes a broker", "只有 store-visits 可填写代理服务器"),
        )
    if answers.broker and (find_kind([answers.broker]) != "mqtt" or read_topic(answers.broker) is None):
        raise SourceError(
            Text("this names no broker with a topic", "这里没有指明代理服务器与主题"),
            where=Place(field="broker"),
            next_step=Text(
                "write mqtt://user:${PASSWORD}@host/stores/+/visits",
                "请写成 mqtt://user:${PASSWORD}@host/stores/+/visits",
            ),
        )
    if len(answers.files) > len(template.files):
        raise SourceError(
            Text(
                f"“{template.name}” takes {len(template.files)} file(s)",
                f"“{template.name}”只需 {len(template.files)} 个文件",
            ),
            where=Place(field="file"),
            next_step=Text("give one file for each", "请为每一项提供一个文件"),
        )


def _place_files(
    folder: Path, template: Template, answers: Answers, name: str
) -> tuple[list[Match], dict[str, str]]:
    """Looks at each file, then copies them all: samples for those that were not given."""
    own = _assign(template, answers)
    matches, places, copies = [], {}, []
    for file in template.files:
        given = own.get(file.relation)
        place = f"data/{name}/{file.name if given is None else given.name}"
        target = folder / place
        if given is None:
            made = not target.exists()
            _copy(read_sample(template, file.name), target)
            try:
                matches.append(match_file(file, target))
            except BaseException:
                if made:
                    target.unlink(missing_ok=True)
                raise
        else:
            matches.append(match_file(file, given, answers.columns))
            copies.append((given, target))
        places[file.relation] = place
    for given, target in copies:
        if not (target.exists() and target.samefile(given)):
            _copy(given, target)
    return matches, places


def _assign(template: Template, answers: Answers) -> dict[str, Path]:
    """Which of somebody's files is which: the one that has all columns."""
    if len(template.files) == 1:
        return dict(zip([template.files[0].relation], answers.files, strict=False))
    found: dict[str, Path] = {}
    for path in answers.files:
        failed: SourceError | None = None
        for file in template.files:
            if file.relation in found:
                continue
            try:
                match_file(file, path, answers.columns)
            except SourceError as error:
                failed = failed or error
                continue
            found[file.relation] = path
            break
        else:
            assert failed is not None
            raise failed
    return found


def _copy(content: bytes | Path, target: Path) -> None:
    """Writes a file whole, or not at all; one that is there with another content stays."""
    if target.exists() and isinstance(content, bytes):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        if isinstance(content, bytes):
            part.write_bytes(content)
        else:
            shutil.copyfile(content, part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
