"""Whether everything is as it should be: versions, settings, lock, space, sources, definitions, ledger."""

from __future__ import annotations

import platform
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tagma.errors import BusyError, DefinitionErrors, TagmaError, Text
from tagma.flows.beside import find_server
from tagma.places import SETTINGS_FILE
from tagma.settings import load_settings
from tagma.workspace import find_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagma.errors import Language
    from tagma.settings import Settings
    from tagma.workspace import Workspace

Status = Literal["ok", "warning", "failed"]
PACKAGES = ("duckdb", "pyarrow", "sqlglot", "lark", "pydantic", "sqlalchemy", "typer", "rich")
LEAST_PYTHON = (3, 11)
LEAST_SPACE = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``next_step`` says what to do unless it is ok."""

    name: Text
    status: Status
    detail: Text
    next_step: Text | None = None

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name.in_language(language),
            "status": self.status,
            "detail": self.detail.in_language(language),
            "next": self.next_step.in_language(language) if self.next_step else None,
        }


def list_versions() -> dict[str, str]:
    """The versions of Tagma, Python and the packages it stands on."""
    return {
        "tagma": find_version("tagma"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        **{name: find_version(name) for name in PACKAGES},
    }


def find_settings(folder: Path | None) -> Settings | None:
    """The settings of a workspace where they can be read."""
    try:
        return load_settings(folder or find_workspace(Path.cwd()))
    except TagmaError:
        return None


def check_health(folder: Path | None) -> list[Check]:
    """Looks at everything; a workspace that cannot be opened is a finding, not an error."""
    checks = [_check_versions()]
    try:
        folder = folder or find_workspace(Path.cwd())
        load_settings(folder)
    except TagmaError as error:
        return [*checks, _fail(Text("settings", "设置"), error)]
    checks.append(_ok(Text("settings", "设置"), str(folder / SETTINGS_FILE)))
    checks.append(_check_space(folder))
    with ExitStack() as closing:
        lock = Text("lock", "占用")
        try:
            ws = closing.enter_context(open_workspace(folder, purpose="tagma doctor"))
        except BusyError as error:
            running = find_server(folder, folder)
            if running is None:
                return [*checks, Check(lock, "warning", error.what, error.next_step)]
            served = Text(f"served at {running.url}", f"正在 {running.url} 提供服务")
            step = Text("end the server to look inside", "如需检查内部，请先结束服务器")
            return [*checks, Check(lock, "warning", served, step)]
        except TagmaError as error:
            return [*checks, _fail(Text("storage", "存储"), error)]
        checks.append(Check(lock, "ok", Text("nobody else uses the workspace", "没有其他进程占用工作区")))
        checks += _check_inside(ws)
    return checks


def _check_inside(ws: Workspace) -> Iterator[Check]:
    for name, look in (
        (Text("definitions", "定义"), _check_definitions),
        (Text("sources", "数据源"), _check_sources),
        (Text("portrait", "画像"), _check_portrait),
        (Text("ledger", "客户账本"), _check_ledger),
    ):
        try:
            yield look(ws, name)
        except TagmaError as error:
            yield _fail(name, error)


def _check_versions() -> Check:
    import sys

    name, found = Text("versions", "版本"), list_versions()
    shown = ", ".join(f"{key} {value}" for key, value in found.items() if key != "platform")
    missing = [key for key, value in found.items() if not value]
    if sys.version_info < LEAST_PYTHON or missing:
        step = Text(
            "install Tagma again with Python 3.11 or newer", "请用 Python 3.11 或更新版本重新安装 Tagma"
        )
        return Check(name, "failed", Text(shown, shown), step)
    return _ok(name, shown)


def _check_space(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    detail = Text(f"{free / (1 << 30):,.1f} GiB free", f"剩余 {free / (1 << 30):,.1f} GiB")
    name = Text("disk", "磁盘")
    if free < LEAST_SPACE:
        return Check(name, "warning", detail, Text("make room for the warehouse", "请为数据仓腾出空间"))
    return Check(name, "ok", detail)


def _check_definitions(ws: Workspace, name: Text) -> Check:
    from tagma.flows.plan_definitions import plan_definitions

    plan = plan_definitions(ws, counts=False)
    if plan.errors:
        error = DefinitionErrors(plan.errors)
        first = plan.errors[0]
        place = f"{first.where}: " if first.where else ""
        detail = Text(
            f"{error.what.en} ({place}{first.what.en})", f"{error.what.zh}（{place}{first.what.zh}）"
        )
        return Check(name, "failed", detail, Text("“tagma plan” lists them all", "“tagma plan”会全部列出"))
    detail = Text(plan.summarise("en"), plan.summarise("zh"))
    if plan.changes:
        step = Text("“tagma plan” shows the changes, “tagma apply” applies them",
                    "“tagma plan”查看改动，“tagma apply”使其生效")  # fmt: skip
        return Check(name, "warning", detail, step)
    return Check(name, "ok", detail)


def _check_sources(ws: Workspace, name: Text) -> Check:
    from tagma.collect.definition import SourceDefinition
    from tagma.collect.sources import describe_source
    from tagma.flows.definitions import load_applied

    sources = [
        definition.model
        for definition in load_applied(ws).definitions
        if isinstance(definition.model, SourceDefinition)
    ]
    for source in sources:
        describe_source(source, ws.folder, ws.calendar)
    loaded = {load.source for load in ws.state.loads.list()}
    waiting = [source.name for source in sources if source.name not in loaded]
    detail = Text(f"{len(sources)} readable", f"{len(sources)} 个可读")
    if waiting:
        detail = Text(f"not loaded yet: {', '.join(waiting)}", f"尚未载入：{'、'.join(waiting)}")
        return Check(name, "warning", detail, Text("run “tagma refresh”", "请运行“tagma refresh”"))
    return Check(name, "ok", detail)


def _check_portrait(ws: Workspace, name: Text) -> Check:
    from tagma.flows.definitions import load_applied
    from tagma.flows.world import find_published

    published = find_published(ws.engine)
    refresh = Text("run “tagma refresh”", "请运行“tagma refresh”")
    if published is None:
        return Check(name, "warning", Text("there is none yet", "尚未生成"), refresh)
    live = ws.engine.tables("portrait")["profile"]
    waiting = [column.name for column in load_applied(ws).computed.values() if column.column not in live]
    if waiting:
        detail = Text(f"not computed yet: {', '.join(waiting)}", f"尚未计算：{'、'.join(waiting)}")
        return Check(name, "warning", detail, refresh)
    local = ws.calendar.to_local(published.as_of).isoformat(" ", "seconds")
    return Check(
        name, "ok", Text(f"as of {local}, run {published.run}", f"截至 {local}，运行 {published.run}")
    )


def _check_ledger(ws: Workspace, name: Text) -> Check:
    from tagma.flows.ledger import ledger_path
    from tagma.flows.world import find_published
    from tagma.profile.ledger import open_ledger

    published, path = find_published(ws.engine), ledger_path(ws)
    refresh = Text("run “tagma refresh”; until then answers about one customer are slower",
                   "请运行“tagma refresh”；在此之前查询单个客户较慢")  # fmt: skip
    if published is None or not path.is_file():
        return Check(name, "warning", Text("there is none yet", "尚未生成"), refresh)
    with open_ledger(path) as ledger:
        if ledger.built_from != published.run:
            return Check(name, "warning", Text("older than the portrait", "早于画像"), refresh)
    return Check(name, "ok", Text("as fresh as the portrait", "与画像一致"))


def _ok(name: Text, detail: str) -> Check:
    return Check(name, "ok", Text(detail, detail))


def _fail(name: Text, error: TagmaError) -> Check:
    place = f" ({error.where})" if error.where and str(error.where) else ""
    return Check(name, "failed", Text(error.what.en + place, error.what.zh + place), error.next_step)


def find_version(package: str) -> str:
    """The version of an installed package; empty where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
