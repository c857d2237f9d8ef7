"""``import tagma``: the flows of one workspace as methods, each of them one call."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import pyarrow as pa

    from tagma.errors import Language
    from tagma.flows.count import CountAnswer
    from tagma.flows.daily import RunReport
    from tagma.flows.explain import Explanation
    from tagma.flows.plan import DefinitionPlan
    from tagma.flows.profile import Profile
    from tagma.flows.show import Words
    from tagma.workspace import Workspace

Instant = str | date | datetime | None
"""ISO text, a date or a datetime, local unless it says its zone; None: the workspace's clock."""


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers that a rule holds for; asked for when they are needed."""

    _ws: Workspace
    rule: str
    columns: tuple[str, ...]
    as_of: datetime | None
    limit: int | None

    def to_arrow(self) -> pa.Table:
        """One row per customer by id, with the columns asked for."""
        from tagma.flows.customers import list_customers

        return list_customers(self._ws, self.rule, self.columns, self.as_of, self.limit)

    def to_list(self) -> list[dict[str, Any]]:
        """The same as plain dicts."""
        rows: list[dict[str, Any]] = self.to_arrow().to_pylist()
        return rows

    def write(self, path: Path | str) -> int:
        """Writes them to a CSV, Excel, JSON or Parquet file; returns how many."""
        from tagma.flows.files import write_rows

        return write_rows(self.to_arrow(), Path(path))


class OpenWorkspace:
    """One workspace that this process owns until it is closed."""

    def __init__(self, folder: Path | str, purpose: str) -> None:
        from tagma.workspace import open_workspace

        self._closing = ExitStack()
        self._ws = self._closing.enter_context(open_workspace(folder, purpose=purpose))

    @property
    def folder(self) -> Path:
        return self._ws.folder

    def count(self, rule: str, as_of: Instant = None) -> CountAnswer:
        """How many customers a rule holds for."""
        from tagma.flows.count import count_customers

        return count_customers(self._ws, rule, self._read(as_of))

    def customers(
        self, rule: str, columns: Sequence[str] = (), as_of: Instant = None, limit: int | None = None
    ) -> Customers:
        """Who a rule holds for."""
        return Customers(self._ws, rule, tuple(columns), self._read(as_of), limit)

    def profile(self, customer: str | int, as_of: Instant = None, *, events: int = 20) -> Profile:
        """What is known of one customer."""
        from tagma.flows.profile import read_profile

        return read_profile(self._ws, str(customer), self._read(as_of), events=events)

    def explain(
        self, customer: str | int, name_or_rule: str, as_of: Instant = None, *, events: int = 10
    ) -> Explanation:
        """Why a customer has, or lacks, a tag or segment."""
        from tagma.flows.explain import explain_customer

        return explain_customer(self._ws, str(customer), name_or_rule, self._read(as_of), events=events)

    def sql(self, name_or_rule: str, as_of: Instant = None) -> str:
        """The statement that computes a rule, tag or segment."""
        from tagma.flows.show import rule_sql

        return rule_sql(self._ws, name_or_rule, self._read(as_of))

    def words(self, name_or_rule: str, language: Language | None = None) -> Words:
        """A rule, tag or segment as a sentence."""
        from tagma.flows.show import rule_words

        return rule_words(self._ws, name_or_rule, language or self._ws.settings.language)

    def plan(self, *, counts: bool = True) -> DefinitionPlan:
        """What applying the definition files would change."""
        from tagma.flows.plan_definitions import plan_definitions

        return plan_definitions(self._ws, counts=counts)

    def apply(self, author: str = "", reason: str = "") -> DefinitionPlan:
        """Puts the definition files in force."""
        from tagma.flows.apply import apply_definitions

        return apply_definitions(self._ws, author, reason)

    def refresh(
        self, as_of: Instant = None, *, force: bool = False, author: str = "", demanded: Sequence[str] = ()
    ) -> RunReport:
        """Loads what is new and publishes a fresh portrait."""
        from tagma.flows.names import check_demanded
        from tagma.flows.refresh import refresh

        names = check_demanded(self._ws, demanded)
        return refresh(self._ws, as_of=self._read(as_of), force=force, author=author, demanded=names)

    def close(self) -> None:
        """Lets others own the workspace."""
        self._closing.close()

    def __enter__(self) -> OpenWorkspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, as_of: Instant) -> datetime | None:
        from tagma.flows.instants import parse_as_of

        return parse_as_of(self._ws, as_of.isoformat() if isinstance(as_of, date) else as_of)


def open_folder(folder: Path | str = ".", *, purpose: str = "python") -> OpenWorkspace:
    """Opens a workspace; closes it at the end of ``with``, or by ``close``.

    Raises:
        TagmaError: no workspace, or another process owns it.
    """
    return OpenWorkspace(folder, purpose)
