"""Every mistake in a definition file is told with file, line, nearest name and next step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tagma.catalog import load_definitions
from tagma.errors import DefinitionErrors
from tagma.kinds import KINDS

from .conftest import Read, Write, check_worded, place

CASES = {
    "a tab in the indent": (
        "kind: tag\nname: a\ncases:\n\t- {is: x, when: count(order) > 1}\n",
        "tags/a.yaml:4:",
        "a tab stands where YAML wants spaces",
        "",
    ),
    "an indent that fits nothing": (
        "kind: tag\n  name: a\n",
        "tags/a.yaml:2:7",
        "a “:” stands where no field can begin",
        "",
    ),
    "a quote that is never closed": (
        'kind: tag\nname: "a\nwhen: count(order) > 1\n',
        "tags/a.yaml:4:1",
        "a quote is never closed",
        "",
    ),
    "a list that is never closed": (
        "kind: tag\nname: a\npath: [b, c\nwhen: count(order) > 1\n",
        "tags/a.yaml:4:5",
        "a list that begins with “[” is never closed",
        "",
    ),
    "a rule with a colon and no quotes": (
        "kind: tag\nname: a\nwhen: any(order.p: count(order) > 1)\n",
        "tags/a.yaml:3:18",
        "a “:” stands where no field can begin",
        "",
    ),
    "a field twice": (
        "kind: tag\nname: a\nwhen: count(order) > 1\nname: b\n",
        "tags/a.yaml:4:1",
        "“name” stands twice; the first is on line 2",
        "",
    ),
    "an unknown anchor": (
        "kind: tag\nname: *a\n",
        "tags/a.yaml:2:7",
        "“*” names an anchor that is not there",
        "",
    ),
    "a YAML tag": (
        "kind: !x tag\nname: a\nwhen: a\n",
        "tags/a.yaml:1:7",
        "YAML tags such as !x are not read",
        "",
    ),
    "an unknown kind": (
        "kind: tagg\nname: a\n",
        "tags/a.yaml:1:7",
        "there is no kind of definition “tagg”",
        "tag",
    ),
    "no kind": ("name: a\nwhen: count(order) > 1\n", "tags/a.yaml:1:1", "the field “kind” is missing", ""),
    "no fields": ("just words\n", "tags/a.yaml:1:1", "this is no definition: there are no fields", ""),
    "an unknown field": (
        "kind: tag\nname: a\nwhen: count(order) > 1\nrefesh: daily\n",
        "tags/a.yaml:4:1",
        "there is no field “refesh” in a tag",
        "refresh",
    ),
    "an unknown field below": (
        "kind: tag\nname: a\ncases:\n  - is: x\n    whn: count(order) > 1\n",
        "tags/a.yaml:5:5",
        "there is no field “whn” in “cases[1]” of a tag",
        "when",
    ),
    "a missing field": (
        "kind: tag\nwhen: count(order) > 1\n",
        "tags/a.yaml:1:1",
        "the field “name” is missing",
        "",
    ),
    "a number for a text": (
        "kind: tag\nname: 7\nwhen: count(order) > 1\n",
        "tags/a.yaml:2:7",
        "“name” must be a text, not a number",
        "",
    ),
    "a text for a list": (
        "kind: tag\nname: a\npath: 行为\nwhen: count(order) > 1\n",
        "tags/a.yaml:3:7",
        "“path” must be a list such as [a, b], not a text",
        "",
    ),
    "four levels": (
        "kind: tag\nname: a\npath: [a, b, c, d]\nwhen: count(order) > 1\n",
        "tags/a.yaml:3:7",
        "“path” must have at most 3 members",
        "",
    ),
    "a wrong class": (
        "kind: tag\nname: a\nclass: behavior\nwhen: count(order) > 1\n",
        "tags/a.yaml:3:8",
        "“class” cannot be “behavior”",
        "behaviour",
    ),
    "a wrong cadence": (
        "kind: tag\nname: a\nwhen: count(order) > 1\nrefresh: dayly\n",
        "tags/a.yaml:4:10",
        "“dayly” is no cadence",
        "daily",
    ),
    "a reserved name": (
        "kind: tag\nname: _a\nwhen: count(order) > 1\n",
        "tags/a.yaml:2:7",
        "“_a” is a reserved name",
        "",
    ),
    "a rule that does not parse": (
        "kind: tag\nname: a\nwhen: count(order in lst 3 days) > 1\n",
        "tags/a.yaml:3:22",
        "“lst” does not belong here",
        "last",
    ),
    "a rule in a block that does not parse": (
        "kind: tag\nname: a\nwhen: |\n\n  count(order) > 1\n    and (count(item) >\n",
        "tags/a.yaml:6:23",
        "the rule ends too early",
        "",
    ),
    "a rule in quotes with escapes": (
        "kind: tag\nname: a\nwhen: 'last(order.store) = ''a'' or or'\n",
        "tags/a.yaml:3:37",
        "“or” does not belong here",
        "",
    ),
    "a wrong type of a property": (
        "kind: event\nname: order\nproperties: {amount: string}\n",
        "tags/a.yaml:3:22",
        "there is no type “string”",
        "text",
    ),
    "a wrong time zone": (
        "kind: source\nname: s\nread: a.csv\ntime_zone: Asia/Shangai\nevents: {o: select 1}\n",
        "tags/a.yaml:4:12",
        "there is no time zone “Asia/Shangai”",
        "",
    ),
    "a segment with nothing": (
        "kind: segment\nname: s\n",
        "tags/a.yaml:1:1",
        "a segment has one of “when” and “members”",
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_mistake_is_placed_and_worded(name: str, write: Write, read: Read) -> None:
    text, where, what, nearest = CASES[name]
    write(text)
    errors = read().errors
    assert len(errors) == 1, [error.what.en for error in errors]
    (error,) = errors
    check_worded(error)
    assert place(error).startswith(where)
    assert error.what.en == what
    if nearest:
        assert error.nearest[0] == nearest


def test_errors_of_all_files_are_raised_together(write: Write, tmp_path: Path) -> None:
    write("kind: tag\nname: a\nwhen: count(\n", "tags/b.yaml")
    write("kind: tag\nname: b\nwhat: 1\n", "tags/a.yaml")
    write("kind: nothing\n", "segments/deep/c.yml")
    with pytest.raises(DefinitionErrors) as raised:
        load_definitions(tmp_path, KINDS)
    files = [str(error.where.file) for error in raised.value.errors if error.where]
    assert files == sorted(files)
    assert set(files) == {"tags/a.yaml", "tags/b.yaml", "segments/deep/c.yml"}
    assert raised.value.to_dict("zh")["errors"][0]["message"]


def test_two_tags_of_one_name_name_both_places(write: Write, read: Read) -> None:
    write("kind: tag\nname: VIP\nwhen: count(order) > 1\n", "tags/a.yaml")
    write("---\nkind: tag\nname: ｖｉｐ\nwhen: count(order) > 2\n", "tags/b.yaml")
    (error,) = read().errors
    check_worded(error)
    assert place(error) == "tags/b.yaml:3:7"
    assert "tags/a.yaml:2:7" in error.what.en
    assert "tags/a.yaml:2:7" in error.what.zh


def test_a_tag_and_a_segment_may_share_a_name(write: Write, read: Read) -> None:
    write("kind: tag\nname: vip\nwhen: count(order) > 1\n---\nkind: segment\nname: vip\nwhen: vip\n")
    assert read().errors == ()


def test_file_that_cannot_be_read(write: Write, read: Read, tmp_path: Path) -> None:
    write("kind: tag\nname: a\nwhen: count(order) > 1\n")
    os.symlink(tmp_path / "gone.yaml", tmp_path / "tags" / "b.yaml")
    (error,) = read().errors
    check_worded(error)
    assert place(error) == "tags/b.yaml:1"
    assert "No such file" in error.what.en


def test_file_in_another_encoding(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("kind: tag\nname: 高价值\n".encode("gbk"))
    (error,) = read().errors
    check_worded(error)
    assert place(error) == "a.yaml:2"
    assert "UTF-8" in error.what.en


def test_endless_aliases_are_refused(write: Write, read: Read) -> None:
    write("kind: tag\nname: a\nvalue_labels: &a {x: *a}\n")
    assert any("repeats without end" in error.what.en for error in read().errors)
    lines = ["kind: tag", "name: a", "when: count(order) > 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    write("\n".join(lines))
    assert any("repeats without end" in error.what.en for error in read().errors)


def test_deep_nesting_is_refused(write: Write, read: Read) -> None:
    write("kind: tag\nname: " + "[" * 100_000)
    (error,) = read().errors
    check_worded(error)
    assert "nested more than" in error.what.en


def test_hidden_folders_data_and_settings_are_passed_over(write: Write, read: Read) -> None:
    for name in (".tagma/a.yaml", "data/a.yaml", "tagma.yaml", ".a.yaml", "notes.txt"):
        write("no: definition\n", name)
    write("kind: tag\nname: a\nwhen: count(order) > 1\n", "tags/data/a.yml")
    catalog = read()
    assert catalog.errors == ()
    assert [definition.name for definition in catalog.definitions] == ["a"]


def test_names_of_wrong_definitions_are_known(write: Write, read: Read) -> None:
    write("kind: tag\nname: A\nwhen: count(\n---\nkind: tag\nname: b\nwhen: A\n")
    catalog = read()
    assert catalog.broken == {("field", "a")}
    assert not catalog.lost
    write("kind: tag\nname: [\n", "tags/b.yaml")
    assert read().lost
