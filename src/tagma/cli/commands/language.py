"""``sql words reference``: a rule as a statement and as a sentence, and what rules can say."""

from __future__ import annotations

from typing import Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import AsJson, AsOf, Lang, NameOrRule


def add_verbs(app: typer.Typer) -> None:
    for verb in (sql, words, reference):
        app.command()(verb)


def sql(name_or_rule: NameOrRule, as_of: AsOf = None, json: AsJson = False, lang: Lang = None) -> None:
    """Print the statement that computes a rule, tag or segment for all customers.

    输出为全体客户计算某条规则、标签或分群的 SQL。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.language import print_sql
    from tagma.flows.instants import parse_as_of
    from tagma.flows.show import rule_sql

    with open_desk("sql", lang=lang, json=json) as (ws, desk):
        found = rule_sql(ws, name_or_rule, parse_as_of(ws, as_of))
        if json:
            desk.answer({"sql": found})
        else:
            print_sql(found)


def words(name_or_rule: NameOrRule, json: AsJson = False, lang: Lang = None) -> None:
    """Say a rule, tag or segment as a sentence.

    把规则、标签或分群说成一句话。
    """
    from tagma.cli.desk import open_desk
    from tagma.cli.render.language import print_words
    from tagma.flows.names import read_labels
    from tagma.flows.show import rule_words

    with open_desk("words", lang=lang, json=json) as (ws, desk):
        found = rule_words(ws, name_or_rule, desk.language)
        if json:
            desk.answer(found.to_dict(desk.language))
        else:
            print_words(found, read_labels(ws, found.name), ws, desk)


def reference(
    operator: Annotated[
        str | None,
        typer.Argument(help=both("One operator, such as count or did.", "某个运算符，如 count 或 did。")),
    ] = None,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what rules can say: all operators, or one with an example.

    显示规则能说什么：全部运算符，或某一个及其示例。
    """
    from tagma.cli.desk import make_desk
    from tagma.cli.render.language import build_operator, print_reference
    from tagma.flows.operators import find_operator, list_operators

    desk = make_desk(lang, json)
    if operator is not None:
        found = find_operator(operator)
        desk.answer(found.to_dict(desk.language), *build_operator(found, desk))
    elif json:
        desk.answer([each.to_dict(desk.language) for each in list_operators()])
    else:
        print_reference(desk)
