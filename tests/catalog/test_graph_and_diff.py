"""Order over all kinds, circles with places, fingerprints and field-level differences."""

from __future__ import annotations

from tagma.catalog import build_graph, diff_definitions, find_circles, lint_definitions

from .conftest import Read, Write, check_worded, place

SHOP = """
kind: source
name: shop
read: data/a.csv
events: {order: select 1}
---
kind: segment
name: best
when: loyal and not segment(lost)
---
kind: segment
name: lost
when: days_since(last(order)) > 90
---
kind: tag
name: loyal
when: visits > 5 and any(order.store.x > 1)
---
kind: tag
name: visits
value: count(order where customer.city = 'x' and store = 'y')
---
kind: event
name: order
"""


def test_definitions_stand_after_what_they_read(write: Write, read: Read) -> None:
    write(SHOP.replace("any(order.store.x > 1)", "did(order then Refund in last 7 days)"))
    graph = build_graph(read().definitions)
    order = list(graph.order())
    for later, earlier in [
        (("segment", "best"), ("field", "loyal")),
        (("segment", "best"), ("segment", "lost")),
        (("field", "loyal"), ("field", "visits")),
        (("field", "visits"), ("event", "order")),
        (("event", "order"), ("source", "shop")),
        (("field", "loyal"), ("event", "refund")),
    ]:
        assert order.index(earlier) < order.index(later)
    assert graph.all_upstream(("field", "visits")) == [
        ("event", "order"),
        ("field", "city"),
        ("source", "shop"),
    ]
    assert set(graph.all_downstream(("event", "order"))) == {
        ("field", "loyal"),
        ("field", "visits"),
        ("segment", "best"),
        ("segment", "lost"),
    }
    ((user, reference),) = graph.used_by(("field", "visits"))
    assert user.name == "loyal"
    assert reference.path == ("when",)


def test_a_property_in_where_is_no_tag(write: Write, read: Read) -> None:
    write(
        "kind: tag\nname: store\nwhen: count(order where store = 'a') > 1\n---\n"
        "kind: tag\nname: b\nwhen: customer_x = 1 or count(order where customer.store = 'a') > 1\n"
    )
    graph = build_graph(read().definitions)
    assert find_circles(graph) == []
    assert ("field", "store") in graph.upstream[("field", "b")]


def test_circle_shows_the_way_round_with_places(write: Write, read: Read) -> None:
    write(
        "kind: tag\nname: a\nwhen: B > 1\n---\nkind: tag\nname: b\nvalue: if(segment(c), 1, 2)\n",
        "tags/a.yaml",
    )
    write(
        "kind: segment\nname: c\nwhen: |\n  count(order) > 1\n  and a\n---\nkind: tag\nname: d\nwhen: a\n",
        "b.yaml",
    )
    (error,) = find_circles(build_graph(read().definitions))
    check_worded(error)
    assert place(error) == "tags/a.yaml:3:7"
    assert "a → b → c → a" in error.what.en
    assert "b.yaml:3:7" in error.what.zh


def test_a_tag_that_reads_itself(write: Write, read: Read) -> None:
    write("kind: tag\nname: a\nwhen: a or count(order) > 1\n")
    (error,) = find_circles(build_graph(read().definitions))
    check_worded(error)
    assert "“a” depends on itself" in error.what.en


def test_two_circles_are_two_errors(write: Write, read: Read) -> None:
    texts = [f"kind: tag\nname: {name}\nwhen: {reads}\n" for name, reads in ("ab", "ba", "cd", "dc")]
    write("---\n".join(texts))
    assert len(find_circles(build_graph(read().definitions))) == 2


TAG = """
kind: tag
name: a
owner: crm
label: 甲
path: [x]
class: value
when: count( ORDER in last 30 days )>=5
"""


def fingerprints(write: Write, read: Read, text: str) -> tuple[str, str]:
    write(text)
    (definition,) = read().definitions
    return definition.fingerprint, definition.meaning


def test_fingerprints_follow_body_and_meaning(write: Write, read: Read) -> None:
    body, meaning = fingerprints(write, read, TAG)
    commented = "# why\n" + TAG.replace(
        "owner: crm\nlabel: 甲", "label: {zh: 甲, en: 甲}  # who\nowner: 'crm'"
    )
    assert fingerprints(write, read, commented) == (body, meaning)
    relabelled = fingerprints(write, read, TAG.replace("甲", "乙"))
    assert relabelled[0] != body
    assert relabelled[1] == meaning
    formatted = fingerprints(
        write, read, TAG.replace("count( ORDER in last 30 days )>=5", "count(ORDER in last 30 days) >= 5")
    )
    assert formatted[0] != body
    assert formatted[1] == meaning
    for changed in (
        TAG.replace(">=5", ">=6"),
        TAG.replace("class: value", "class: need"),
        TAG + "refresh: hourly\n",
    ):
        assert fingerprints(write, read, changed)[1] != meaning


def test_difference_field_by_field(write: Write, read: Read) -> None:
    write(TAG + "---\nkind: tag\nname: b\ncases: [{is: x, when: count(order) > 1}, {is: y, else: true}]\n")
    before = read().definitions
    write(
        TAG.replace("甲", "乙") + "unit: CNY\n---\nkind: tag\nname: b\n"
        "cases: [{is: x, when: count(order) > 2}, {is: y, else: true}]\n---\nkind: segment\nname: a\nwhen: a\n"
    )
    found = {each.key: each for each in diff_definitions(before, read().definitions)}
    words, rule, new = found["field", "a"], found["field", "b"], found["segment", "a"]
    assert (words.action, words.effective) == ("changed", False)
    assert [change.path for change in words.fields] == ["label.en", "label.zh", "unit"]
    assert (rule.action, rule.effective) == ("changed", True)
    assert str(rule.fields[0]) == "~ cases[1].when: count(order) > 1 → count(order) > 2"
    assert new.action == "added"
    assert {each.action for each in diff_definitions(before, before)} == {"unchanged"}
    assert {each.action for each in diff_definitions(before, ())} == {"removed"}


def test_advice(write: Write, read: Read) -> None:
    write("kind: tag\nname: a\nlabel: {zh: 甲}\nwhen: count(order) > 1\n")
    notices = lint_definitions(read().definitions)
    assert [notice.what.en for notice in notices] == [
        "tag “a” has no owner",
        "the label of tag “a” has no English",
        "tag “a” stands nowhere in the taxonomy",
        "tag “a” has no class; it is refreshed daily",
    ]
    assert all(
        notice.what.zh and notice.where and notice.where.line and notice.next_step for notice in notices
    )
