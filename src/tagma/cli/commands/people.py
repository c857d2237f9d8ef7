"""``profile explain``: one customer."""

from __future__ import annotations

from typing import Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import AsJson, AsOf, Customer, Lang, NameOrRule

Events = Annotated[
    int, typer.Option("--events", min=0, help=both("The newest so many events.", "显示最近多少条事件。"))
]


def add_verbs(app: typer.Typer) -> None:
    for verb in (profile, explain):
        app.command()(verb)


def profile(
    customer: Customer, as_of: AsOf = None, events: Events = 10, json: AsJson = False, lang: Lang = None
) -> None:
    """Show one customer: traits, tags, segments, what they did.

    查看一位客户：属性、标签、分群与行为。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.profile import build_profile
    from tagma.flows.instants import parse_as_of
    from tagma.flows.profile import read_profile
    from tagma.flows.world import open_world

    with open_desk("profile", lang=lang, json=json) as (ws, desk):
        found = read_profile(ws, customer, parse_as_of(ws, as_of), events=events)
        shown = [] if json else build_profile(found, ws, desk, open_world(ws, found.as_of).vocabulary)
        desk.answer(found.to_dict(desk.language), *shown)


def explain(
    customer: Customer,
    name_or_rule: NameOrRule,
    as_of: AsOf = None,
    events: Events = 5,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Say why a customer has, or lacks, a tag or segment, and what would change that.

    说明某位客户为何有或没有某个标签、分群，以及怎样会改变。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.explain import build_explanation
    from tagma.flows.explain import explain_customer
    from tagma.flows.instants import parse_as_of
    from tagma.flows.show import rule_words

    with open_desk("explain", lang=lang, json=json) as (ws, desk):
        at = parse_as_of(ws, as_of)
        words = None if json else rule_words(ws, name_or_rule, desk.language)
        found = explain_customer(ws, customer, name_or_rule, at, events=events)
        shown = [] if words is None else build_explanation(found, words, ws, desk)
        desk.answer(found.to_dict(desk.language), *shown)
