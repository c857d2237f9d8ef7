"""What some files of a shop are taken for: one value that people look at, correct and accept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.clock import Calendar, wall_now
from tagma.collect.guess import (
    Corrections,
    FileGuess,
    MissingRoleError,
    build_customers,
    build_orders,
    guess_file,
    may_join,
)
from tagma.errors import SourceError, Text
from tagma.flows.own.portrait import Facts, build_segments, build_tags

if TYPE_CHECKING:
    from tagma.errors import Language

Body = dict[str, Any]
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_STALE = timedelta(days=7)
_ONLY_ITEMS = Text("holds the lines of the orders in the other file", "为另一文件中订单的明细行")


@dataclass(frozen=True, slots=True)
class Group:
    """Files of the same columns, which are one source.

    Attributes:
        source: the name of the source.
        only_items: whether another file holds the orders of these lines.
    """

    source: str
    files: tuple[FileGuess, ...]
    only_items: bool = False

    @property
    def first(self) -> FileGuess:
        return self.files[0]

    @property
    def pattern(self) -> str:
        """Where its files stand in the workspace."""
        if len(self.files) == 1:
            return f"data/{self.first.table.path.name}"
        suffix = self.first.table.path.suffix.lower()
        return f"data/{self.source}/*{suffix}"

    def place(self, file: FileGuess) -> str:
        """The path of one of its files in the workspace."""
        folder = Path(self.pattern).parent
        return (folder / file.table.path.name).as_posix()


@dataclass(frozen=True, slots=True)
class OwnGuess:
    """What some files are taken for.

    Attributes:
        clock: ``data`` where the newest order is older than a week, so that nobody sleeps only for that.
        facts: what the portrait is made for.
    """

    groups: tuple[Group, ...]
    language: Language
    currency: str
    time_zone: str
    clock: str
    facts: Facts
    bodies: tuple[Body, ...]

    @property
    def files(self) -> list[FileGuess]:
        return [file for group in self.groups for file in group.files]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        files = []
        for group in self.groups:
            for file in group.files:
                found = file.to_dict(language) | {"source": group.source}
                if group.only_items:
                    found["notes"].append(_ONLY_ITEMS.in_language(language))
                files.append(found)
        return {
            "files": files,
            "language": self.language,
            "currency": self.currency or None,
            "time_zone": self.time_zone,
            "clock": self.clock,
            "active_days": self.facts.active,
            "sleeping_days": self.facts.sleeping,
        }


def guess_files(
    paths: Sequence[Path],
    corrections: Corrections | None = None,
    *,
    language: Language | None = None,
    currency: str | None = None,
) -> OwnGuess:
    """Looks at files of orders, and at files of customers beside them.

    Args:
        language: of the workspace; default: that of the headers.

    Raises:
        SourceError: a file cannot be read, none holds orders, or a correction names no column.
    """
    corrections = corrections or Corrections()
    chinese = any(_speaks_chinese(path) for path in paths)
    files = _guess_all(paths, corrections, corrections.time_zone or "UTC")
    chinese = chinese or any(_CHINESE.search("".join(file.table.names)) for file in files)
    time_zone = corrections.time_zone or ("Asia/Shanghai" if chinese else "UTC")
    groups = _group(files)
    if not any(group.first.kind == "orders" for group in groups):
        raise _no_orders(files)
    code = _find_currency(files, chinese) if currency is None else currency
    bodies = _build_sources(groups, code)
    paces = [group.first.shape.pace for group in groups if group.first.shape is not None]
    newest = max((pace.newest for pace in paces if pace.newest is not None), default=None)
    stale = newest is not None and newest < wall_now() - _STALE
    facts = Facts(
        events={body["name"]: body["properties"] for body in bodies if body["kind"] == "event"},
        gap=paces[0].gap,
        daily=all(pace.daily for pace in paces),
        span=max(pace.span for pace in paces),
        currency=code,
    )
    portrait = [tag for tags in build_tags(facts).values() for tag in tags] + build_segments(facts)
    return OwnGuess(
        groups=tuple(groups),
        language=language or ("zh" if chinese else "en"),
        currency=code,
        time_zone=time_zone,
        clock="data" if stale else "wall",
        facts=facts,
        bodies=(*bodies, *portrait),
    )


def _speaks_chinese(path: Path) -> bool:
    return bool(_CHINESE.search(path.name))


def _guess_all(paths: Sequence[Path], corrections: Corrections, time_zone: str) -> list[FileGuess]:
    """All guesses, orders first. With several files a correction counts where the file has such a column."""
    zone = Calendar(time_zone)
    if len(paths) == 1:
        return [guess_file(paths[0], corrections, zone)]
    found: list[FileGuess] = []
    failed: list[tuple[Path, SourceError]] = []
    for path in paths:
        try:
            found.append(guess_file(path, corrections, zone))
        except SourceError as error:
            failed.append((path, error))
    if failed and not (found and corrections.roles):
        raise failed[0][1]
    customer = next((file.columns_by_role["customer"] for file in found if file.kind == "orders"), None)
    found += [guess_file(path, Corrections(), zone, customer=customer) for path, _ in failed]
    return [
        guess_file(file.table.path, Corrections(), zone, customer=customer)
        if file.kind == "customers" and customer in file.table.names
        else file
        for file in sorted(found, key=lambda file: file.kind != "orders")
    ]


def _group(files: Sequence[FileGuess]) -> list[Group]:
    together: list[list[FileGuess]] = []
    for file in files:
        mate = next((group for group in together if may_join(group[0], file)), None)
        if mate is None:
            together.append([file])
        else:
            mate.append(file)
    counts: dict[str, int] = {}
    groups = []
    whole = any(_has_whole_orders(group[0]) for group in together)
    for group in together:
        first = group[0]
        base = "orders" if first.kind == "orders" else "customers"
        counts[base] = counts.get(base, 0) + 1
        name = base if counts[base] == 1 else f"{base}_{counts[base]}"
        lines = first.shape is not None and first.shape.lines and "order" in first.roles
        groups.append(Group(name, tuple(group), only_items=whole and lines))
    return groups


def _has_whole_orders(file: FileGuess) -> bool:
    return file.shape is not None and not file.shape.lines and "order" in file.roles


def _build_sources(groups: Sequence[Group], currency: str) -> list[Body]:
    """Sources, and the events of all of them together."""
    sources: list[Body] = []
    events: dict[str, Body] = {}
    traits: set[str] = set()
    for group in groups:
        if group.first.kind == "customers":
            made = build_customers(group.first, group.pattern, traits, group.source)
        else:
            made = build_orders(
                group.first, group.pattern, currency, name=group.source, only_items=group.only_items
            )
        for body in made:
            if body["kind"] == "source":
                sources.append(body)
                traits |= set(body.get("traits", {}).get("fields", {}))
            elif body["name"] in events:
                events[body["name"]]["properties"] = body["properties"] | events[body["name"]]["properties"]
            else:
                events[body["name"]] = body
    return [*sources, *events.values()]


def _find_currency(files: Sequence[FileGuess], chinese: bool) -> str:
    for file in files:
        for role in ("amount", "price"):
            if role in file.roles:
                facts = {column.name: column for column in file.table.columns}
                if code := facts[file.roles[role].column].currency:
                    return code
    return "CNY" if chinese else ""


def _no_orders(files: Sequence[FileGuess]) -> MissingRoleError:
    names = ", ".join(file.table.path.name for file in files)
    return MissingRoleError(
        files[0],
        "time",
        what=Text(f"{names}: customers, but no orders", f"{names}：只有客户，没有订单"),
        next_step=Text(
            "give a file of orders, too, or say which column is the time with --time",
            "请同时提供订单文件，或用 --time 指明时间列",
        ),
    )


def list_definitions(guess: OwnGuess, owner: str = "") -> Mapping[str, list[Body]]:
    """The definitions by the file that they stand in.

    Args:
        owner: who answers for them.
    """
    tags = build_tags(guess.facts)
    found: dict[str, list[Body]] = {}
    for body in guess.bodies:
        if body["kind"] == "source":
            found.setdefault(f"sources/{body['name']}.yaml", []).append(body)
        elif body["kind"] == "event":
            found.setdefault("events/shopping.yaml", []).append(body)
        elif body["kind"] == "segment":
            found.setdefault("segments/segments.yaml", []).append(body)
    found |= {f"tags/{name}.yaml": bodies for name, bodies in tags.items() if bodies}
    return {name: [own_definition(body, owner) for body in bodies] for name, bodies in found.items()}


def own_definition(body: Body, owner: str) -> Body:
    """The body with its owner behind its label."""
    if not owner:
        return body
    head = {name: body[name] for name in ("kind", "name", "label")}
    return head | {"owner": owner} | {name: value for name, value in body.items() if name not in head}
