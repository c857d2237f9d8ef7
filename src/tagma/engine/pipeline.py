"""Named steps that become one statement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Step:
    """A named query that later steps read as a table."""

    name: str
    query: exp.Query


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Steps in order; the last one is the answer."""

    steps: tuple[Step, ...] = ()

    def then(self, name: str, query: exp.Query) -> Pipeline:
        """The pipeline with one more step.

        Raises:
            ValueError: a step of that name is there already.
        """
        if any(step.name == name for step in self.steps):
            raise ValueError(f"two steps named {name}")
        return Pipeline((*self.steps, Step(name, query)))

    def statement(self) -> exp.Query:
        """One ``WITH a AS (...), b AS (...) SELECT ...``."""
        *earlier, last = self.steps
        query = last.query.copy()
        own = list(query.ctes)
        if own and earlier:
            query.args["with_"].set("expressions", [])
        for step in earlier:
            query = query.with_(exp.to_identifier(step.name, quoted=True), step.query, copy=False)
        if (
            own and earlier
        ):  # what the last step names for itself may read the steps before, so it comes after
            query.args["with_"].set("expressions", [*query.args["with_"].expressions, *own])
        return query
