"""What rules read of people: traits as of an instant, imported lists, consents."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.pipeline import Step
from tagma.evaluate.relations import KEY, people_table
from tagma.profile.traits import traits_as_of
from tagma.rules.compile import Compiled
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from tagma.rules.vocabulary import Vocabulary


class People:
    """Collects the relations about people that a plan joins."""

    def __init__(self, vocabulary: Vocabulary, newest_trait: datetime) -> None:
        self.vocabulary = vocabulary
        self._newest_trait = newest_trait
        self._traits: dict[datetime, tuple[str, dict[str, str]]] = {}
        self._lists: dict[tuple[str, datetime], tuple[str, str]] = {}
        self._consents: dict[tuple[str, datetime], str] = {}
        self._published: dict[str, str] = {}

    def trait(self, name: str, as_of: datetime) -> exp.Expr:
        """The column of a trait as of an instant."""
        field = self.vocabulary.fields.get(name)
        assert field is not None
        _, columns = self._fold(as_of)
        column = field.name if len(self._traits) == 1 else f"{field.name}@{len(self._traits)}"
        column = columns.setdefault(field.name, column)
        return dialect.column(column)

    def traits_step(self, as_of: datetime) -> str:
        """The name of the step that holds all traits as of an instant."""
        return self._fold(as_of)[0]

    def member(self, name: str, as_of: datetime, valued: bool) -> Compiled:
        """Membership of an imported list as of an instant, or the value it carries."""
        found = self._lists.setdefault(
            (name, as_of), (f"_list_{len(self._lists) + 1}", f"_list_value_{len(self._lists) + 1}")
        )
        if valued:
            return Compiled(dialect.column(found[1]))
        return Compiled(
            exp.Coalesce(this=dialect.column(found[0]), expressions=[exp.false()]), nullable=False
        )

    def published(self, column: str, kind: Type) -> Compiled:
        """The value that the portrait that serves holds of a formula; who is not in it has none."""
        self._published[column] = column
        value: exp.Expr = dialect.column(column)
        if kind is not Type.BOOL:
            return Compiled(value)
        return Compiled(exp.Coalesce(this=value, expressions=[exp.false()]), nullable=False)

    def consented(self, purpose: str, as_of: datetime) -> Compiled:
        """Whether the newest consent for a purpose, as of an instant, was granted."""
        name = self._consents.setdefault((purpose, as_of), f"_consent_{len(self._consents) + 1}")
        return Compiled(exp.Coalesce(this=dialect.column(name), expressions=[exp.false()]), nullable=False)

    def steps(self) -> tuple[list[Step], dict[str, dict[str, str]]]:
        """The steps, and the relations to join, each with its columns by the names they take in the base."""
        steps: list[Step] = []
        joined: dict[str, dict[str, str]] = {}
        for as_of, (name, columns) in self._traits.items():
            steps.append(Step(name, self._traits_query(as_of)))
            joined[name] = {column: trait for trait, column in columns.items()}
        for (listed, as_of), (flag, value) in self._lists.items():
            steps.append(Step(f"members{flag}", _members(listed, as_of, flag, value)))
            joined[f"members{flag}"] = {flag: flag, value: value}
        for (purpose, as_of), name in self._consents.items():
            steps.append(Step(f"given{name}", _consents(purpose, as_of, name)))
            joined[f"given{name}"] = {name: name}
        if self._published:
            select = exp.Select().from_(dialect.table("profile", "portrait")).select(dialect.column(KEY))
            select.select(*(dialect.column(name) for name in self._published), copy=False)
            steps.append(Step("published", select))
            joined["published"] = dict(self._published)
        return steps, joined

    def _fold(self, as_of: datetime) -> tuple[str, dict[str, str]]:
        effective = min(as_of, self._newest_trait)
        return self._traits.setdefault(effective, (f"traits_{len(self._traits) + 1}", {}))

    def _traits_query(self, as_of: datetime) -> exp.Query:
        if as_of >= self._newest_trait:
            return exp.Select().from_(people_table("traits")).select("*")
        fields: dict[str, Type] = {
            field.name: field.type for field in self.vocabulary.fields.values() if field.kind == "trait"
        }
        return traits_as_of(fields, as_of)


def _members(listed: str, as_of: datetime, flag: str, value: str) -> exp.Query:
    current = dialect.from_template(
        "list = :list AND (since IS NULL OR since <= :at) AND (until IS NULL OR until > :at)",
        list=dialect.literal(listed),
        at=dialect.literal(as_of),
    )
    select = exp.Select().from_(people_table("list_members")).select(dialect.column(KEY))
    select.select(exp.alias_(exp.true(), flag, quoted=True), copy=False)
    select.select(exp.alias_(exp.Max(this=dialect.column("value")), value, quoted=True), copy=False)
    return select.where(current).group_by(dialect.column(KEY))


def _consents(purpose: str, as_of: datetime, name: str) -> exp.Query:
    known = dialect.from_template(
        "purpose = :purpose AND _ts <= :at", purpose=dialect.literal(purpose), at=dialect.literal(as_of)
    )
    newest = dialect.from_template("ARG_MAX(granted, {'ts': _ts, 'received': _received_at})")
    select = exp.Select().from_(people_table("consents")).select(dialect.column(KEY))
    select.select(exp.alias_(newest, name, quoted=True), copy=False)
    return select.where(known).group_by(dialect.column(KEY))
