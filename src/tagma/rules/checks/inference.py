"""The type of each kind of node, as one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tagma.rules import tree
from tagma.rules.checks import predicates, values
from tagma.rules.checks.checking import Checking, Scope, Typed

INFER: dict[type, Callable[[Checking, Any, Scope], Typed]] = {
    tree.Literal: values.infer_literal,
    tree.Name: values.infer_name,
    tree.CustomerName: values.infer_customer_name,
    tree.Aggregate: values.infer_aggregate,
    tree.Gap: values.infer_gap,
    tree.Call: values.infer_call,
    tree.Population: values.infer_population,
    tree.Arithmetic: values.infer_arithmetic,
    tree.Negate: values.infer_negate,
    tree.Compare: predicates.infer_compare,
    tree.InList: predicates.infer_in_list,
    tree.Between: predicates.infer_between,
    tree.TextMatch: predicates.infer_text_match,
    tree.Known: predicates.infer_known,
    tree.Not: predicates.infer_not,
    tree.And: predicates.infer_all,
    tree.Or: predicates.infer_all,
    tree.Did: predicates.infer_did,
    tree.AnyGroup: predicates.infer_any_group,
    tree.InSegment: predicates.infer_in_segment,
    tree.OnList: predicates.infer_on_list,
    tree.Share: predicates.infer_share,
    tree.Consented: predicates.infer_consented,
}
