"""The templates that come with Tagma; each is a folder of YAML and sample files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tagma.errors import NotFoundError, Text, nearest_names

if TYPE_CHECKING:
    from tagma.errors import Language

PACKAGE = "tagma.flows.templates"
RAW = "raw"
FAMILIES: Mapping[str, Text] = {
    "shop": Text("Shop", "商城与订单"),
    "offline": Text("Stores", "门店"),
    "crm": Text("Customers and contacts", "客户与触达"),
    "service": Text("Service", "客户服务"),
    "survey": Text("Surveys", "问卷调研"),
    "loyalty": Text("Loyalty", "会员积分"),
    "web": Text("Web", "网站与应用"),
    "marketing": Text("Marketing", "营销投放"),
    "health": Text("Appointments", "预约服务"),
    "third_party": Text("Third parties", "第三方数据"),
}
"""The families in the order in which people see them."""

_YOUR_FILE = Text("Your file", "您的文件")
_FILE_HELP = Text(
    "With these columns, or others of the same meaning. Left empty, the sample is taken.",
    "含这些列，或含义相同的列。留空则使用示例文件。",
)
_NAME = Text("Name of the source", "数据源名称")
_NAME_HELP = Text("Left empty, the name of the template.", "留空则使用模板名称。")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a template reads.

    Attributes:
        type: ``text``, ``number`` or ``time``.
        words: other headers that mean the same.
        role: what the guess of order files calls it; empty where it knows no such thing.
    """

    name: str
    type: str
    required: bool
    label: Text
    words: tuple[str, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a template reads, with its sample.

    Attributes:
        relation: what the SELECTs call it.
    """

    name: str
    relation: str
    columns: tuple[Column, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Question:
    """What a template asks."""

    name: str
    type: str
    label: Text
    required: bool = False
    help: Text | None = None

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "type": self.type,
            "required": self.required,
            "help": self.help.in_language(language) if self.help else None,
        }


@dataclass(frozen=True, slots=True)
class Template:
    """A source to begin with.

    Attributes:
        bodies: source, events, tags and segments.
    """

    name: str
    label: Text
    description: Text
    family: str
    files: tuple[File, ...]
    questions: tuple[Question, ...]
    bodies: tuple[Mapping[str, Any], ...]

    @property
    def source(self) -> Mapping[str, Any]:
        return next(body for body in self.bodies if body["kind"] == "source")

    def list_made(self, kind: str) -> list[str]:
        """The names of what it makes."""
        if kind == "trait":
            return list(self.source.get("traits", {}).get("fields", {}))
        if kind == "event":
            return list(self.source.get("events", {}))
        return [str(body["name"]) for body in self.bodies if body["kind"] == kind]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "description": self.description.in_language(language),
            "family": self.family,
            "family_label": FAMILIES[self.family].in_language(language),
            "files": [
                {
                    "name": file.name,
                    "size": file.size,
                    "columns": [
                        {
                            "name": column.name,
                            "label": column.label.in_language(language),
                            "type": column.type,
                            "required": column.required,
                        }
                        for column in file.columns
                    ],
                }
                for file in self.files
            ],
            "fields": [each.to_dict(language) for each in self.questions],
            "docs": self.name,
            **{f"{kind}s": self.list_made(kind) for kind in ("event", "trait", "tag", "segment")},
        }


def list_templates() -> list[Template]:
    """All templates, by family."""
    order = list(FAMILIES)
    return sorted(_read_all().values(), key=lambda each: (order.index(each.family), each.name))


def find_template(name: str) -> Template:
    """A template by its name.

    Raises:
        NotFoundError: there is none; says which is nearest.
    """
    found = _read_all().get(name.strip().casefold())
    if found is None:
        known = list(_read_all())
        raise NotFoundError(
            Text(f"there is no template “{name}”", f"没有模板“{name}”"),
            nearest=nearest_names(name, known),
            next_step=Text(f"the templates are: {', '.join(known)}", f"现有的模板：{'、'.join(known)}"),
        )
    return found


def read_sample(template: Template, name: str) -> bytes:
    """The content of a sample file.

    Raises:
        NotFoundError: the template has no such file.
    """
    if name not in [file.name for file in template.files]:
        raise NotFoundError(
            Text(f"“{template.name}” has no sample “{name}”", f"“{template.name}”没有示例文件“{name}”"),
            nearest=tuple(file.name for file in template.files),
        )
    return (files(PACKAGE) / "shelf" / template.name / name).read_bytes()


@cache
def _read_all() -> dict[str, Template]:
    with as_file(files(PACKAGE) / "shelf") as shelf:
        folders = sorted(path for path in shelf.iterdir() if (path / "template.yaml").is_file())
        return {folder.name: _read(folder) for folder in folders}


def _read(folder: Path) -> Template:
    said = yaml.safe_load((folder / "template.yaml").read_text(encoding="utf-8"))
    bodies = yaml.safe_load_all((folder / "definitions.yaml").read_text(encoding="utf-8"))
    listed = tuple(
        File(
            each["name"],
            each.get("relation", RAW),
            tuple(_read_column(column) for column in each["columns"]),
            (folder / each["name"]).stat().st_size,
        )
        for each in said["files"]
    )
    questions = [
        Question("name", "text", _NAME, help=_NAME_HELP),
        *(
            Question(
                "file" if len(listed) == 1 else f"file_{number}",
                "file",
                _name_file(file, listed),
                help=_FILE_HELP,
            )
            for number, file in enumerate(listed, start=1)
        ),
        *(
            Question(each["name"], each["type"], Text(**each["label"]), help=Text(**each["help"]))
            for each in said.get("fields", ())
        ),
    ]
    return Template(
        folder.name,
        Text(**said["label"]),
        Text(**said["description"]),
        said["family"],
        listed,
        tuple(questions),
        tuple(bodies),
    )


def _name_file(file: File, listed: tuple[File, ...]) -> Text:
    if len(listed) == 1:
        return _YOUR_FILE
    return Text(f"{_YOUR_FILE.en}: {file.name}", f"{_YOUR_FILE.zh}：{file.name}")


def _read_column(said: Mapping[str, Any]) -> Column:
    name = said["name"]
    return Column(
        name,
        said["type"],
        bool(said.get("required")),
        Text(said["en"], said.get("zh", name)),
        tuple(str(said.get("words", "")).split()),
        said.get("role", ""),
    )
