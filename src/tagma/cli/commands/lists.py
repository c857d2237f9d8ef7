"""``tags segments events traits sources``: what there is."""

from __future__ import annotations

import typer

from tagma.cli.options import AsJson, Lang


def add_verbs(app: typer.Typer) -> None:
    for verb in (tags, segments, events, traits, sources):
        app.command()(verb)


def tags(json: AsJson = False, lang: Lang = None) -> None:
    """List the tags: where they stand, how they are made, how many customers have them.

    列出标签：所在位置、更新方式与拥有的客户数。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.lists import build_tags
    from tagma.flows.listing import list_tags

    with open_desk("tags", lang=lang, json=json) as (ws, desk):
        found = list_tags(ws)
        desk.answer([each.to_dict(desk.language) for each in found], *build_tags(found, ws, desk))


def segments(json: AsJson = False, lang: Lang = None) -> None:
    """List the segments with their sizes.

    列出分群及其人数。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.lists import build_segments
    from tagma.flows.listing import list_segments

    with open_desk("segments", lang=lang, json=json) as (ws, desk):
        found = list_segments(ws)
        desk.answer([each.to_dict(desk.language) for each in found], *build_segments(found, desk))


def events(json: AsJson = False, lang: Lang = None) -> None:
    """List the types of events with their properties and how many there are.

    列出事件类型、其属性与数量。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.lists import build_events
    from tagma.flows.listing_data import list_events

    with open_desk("events", lang=lang, json=json) as (ws, desk):
        found = list_events(ws)
        desk.answer([each.to_dict(desk.language) for each in found], *build_events(found, ws, desk))


def traits(json: AsJson = False, lang: Lang = None) -> None:
    """List the traits: types, coverage, most frequent values.

    列出属性：类型、覆盖率与最常见的取值。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.lists import build_traits
    from tagma.flows.listing_data import list_traits

    with open_desk("traits", lang=lang, json=json) as (ws, desk):
        found = list_traits(ws)
        desk.answer([each.to_dict(desk.language) for each in found], *build_traits(found, ws, desk))


def sources(json: AsJson = False, lang: Lang = None) -> None:
    """List the sources: what they read, what they give, when they were last loaded.

    列出数据源：读取什么、产出什么、上次载入时间。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.lists import build_sources
    from tagma.flows.sources.listing import list_sources

    with open_desk("sources", lang=lang, json=json) as (ws, desk):
        found = list_sources(ws)
        desk.answer([each.to_dict(desk.language) for each in found], *build_sources(found, ws, desk))
