"""One definition of a file is changed or cut out; everything else stays byte for byte."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagma.catalog.document import read_documents
from tagma.catalog.text import cut_definition, is_blank, replace_definition, write_body

TEXTS = st.text(
    alphabet=st.sampled_from("ab 高价值:#'\"-{}[],&*!|>%@`\n0.1~ "), min_size=1, max_size=12
).filter(lambda text: text == text.strip())
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.booleans(), st.integers(-999, 999), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["at", "is", "标签", "no"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
BODIES = st.dictionaries(
    st.sampled_from(["label", "owner", "when", "cases", "path"]), VALUES, max_size=4
).map(lambda fields: {"kind": "tag", "name": "x", **fields})
COMMENTS = st.sampled_from(["", "# about this one\n", "\n", "# 说明：价值 —\n\n"])
LAYOUTS = st.sampled_from(["pages", "list", "braces"])


def build_file(bodies: list[dict[str, Any]], notes: list[str], layout: str, line_end: str) -> str:
    """A file as a person may have written it."""
    if layout == "list":
        parts = []
        for note, body in zip(notes, bodies, strict=True):
            first, *rest = write_body(body).rstrip("\n").split("\n")
            parts.append(
                note + "\n".join(["- " + first, *("  " + line if line else "" for line in rest)]) + "\n"
            )
        text = "".join(parts)
    else:
        from tagma.catalog.text.writing import write_body_inline

        written = [
            write_body(body) if layout == "pages" else write_body_inline(body) + "\n" for body in bodies
        ]
        text = "---\n".join(note + body for note, body in zip(notes, written, strict=True))
    return text.replace("\n", line_end)


def data_of(text: str) -> list[Any]:
    documents, errors = read_documents(text, "f")
    assert errors == []
    return [document.data for document in documents]


def split_pages(text: str) -> list[str]:
    return re.split(r"(?m)^---\r?\n", text)


@given(
    bodies=st.lists(BODIES, min_size=1, max_size=4),
    notes=st.lists(COMMENTS, min_size=4, max_size=4),
    layout=LAYOUTS,
    line_end=st.sampled_from(["\n", "\r\n"]),
    which=st.integers(0, 3),
    fresh=BODIES,
)
def test_any_definition_is_replaced_alone(
    bodies: list[dict[str, Any]],
    notes: list[str],
    layout: str,
    line_end: str,
    which: int,
    fresh: dict[str, Any],
) -> None:
    which %= len(bodies)
    text = build_file(bodies, notes[: len(bodies)], layout, line_end)
    documents, errors = read_documents(text, "f")
    assert errors == []
    position = documents[which].spots[()].value
    wanted = [fresh if number == which else body for number, body in enumerate(bodies)]
    made = [
        candidate
        for candidate in replace_definition(text, position, documents[which].data, fresh)
        if not read_documents(candidate, "f")[1] and data_of(candidate) == wanted
    ]
    assert made, text
    if layout != "list":
        before, after = split_pages(text), split_pages(made[0])
        assert len(after) == len(before)
        assert [page for n, page in enumerate(after) if n != which] == [
            page for n, page in enumerate(before) if n != which
        ]


@given(
    bodies=st.lists(BODIES, min_size=1, max_size=4),
    notes=st.lists(COMMENTS, min_size=4, max_size=4),
    layout=LAYOUTS,
    line_end=st.sampled_from(["\n", "\r\n"]),
    which=st.integers(0, 3),
)
def test_any_definition_is_cut_out_alone(
    bodies: list[dict[str, Any]], notes: list[str], layout: str, line_end: str, which: int
) -> None:
    which %= len(bodies)
    text = build_file(bodies, notes[: len(bodies)], layout, line_end)
    documents, _ = read_documents(text, "f")
    cut = cut_definition(text, documents[which].spots[()].value)
    assert data_of(cut) == [body for number, body in enumerate(bodies) if number != which]


FILE = dedent(
    """\
    # Value: what a customer is worth.
    kind: tag
    name: tier   # the three of them
    # who answers for it
    owner: crm
    cases:
      - {is: high, when: "spend > 100"}
      # everybody else
      - {is: low, else: true}
    refresh: daily
    # --- until here
    ---
    kind: segment
    name: best
    when: |
      tier = 'high'
      and city = 'x'

    ---
    - kind: segment
      name: a
      when: x
    # between
    - kind: segment
      name: b
      when: y
    """
)


def positions(text: str) -> dict[str, tuple[tuple[int, int], Any]]:
    return {each.data["name"]: (each.spots[()].value, each.data) for each in read_documents(text, "f")[0]}


def change(text: str, name: str, **fields: Any) -> str:
    position, before = positions(text)[name]
    after = {key: value for key, value in {**before, **fields}.items() if value is not None}
    return next(replace_definition(text, position, before, after))


def test_comments_of_fields_that_stay_are_kept() -> None:
    changed = change(FILE, "tier", owner="growth", refresh="monthly")
    assert changed == FILE.replace("owner: crm", "owner: growth").replace(
        "refresh: daily", "refresh: monthly"
    )


def test_a_new_field_stands_where_the_body_has_it() -> None:
    assert "  and city = 'x'\nowner: me\n\n---\n" in change(FILE, "best", owner="me")
    position, before = positions(FILE)["tier"]
    after = {"kind": "tag", "name": "tier", "label": {"en": "Tier", "zh": "层级"}, **before}
    changed = next(replace_definition(FILE, position, before, after))
    assert "name: tier   # the three of them\nlabel: {en: Tier, zh: 层级}\n# who answers" in changed


def test_a_removed_field_takes_its_lines_with_it() -> None:
    changed = change(FILE, "tier", cases=None)
    assert "is: high" not in changed
    assert "owner: crm\nrefresh: daily\n" in changed


def test_a_text_of_lines_stays_a_text_of_lines() -> None:
    changed = change(FILE, "best", when="tier = 'low'\nand city = 'y'")
    assert "when: |-\n  tier = 'low'\n  and city = 'y'\n\n---\n- kind" in changed


def test_a_member_of_a_list_keeps_its_dash_and_indent() -> None:
    assert change(FILE, "a", when="z", owner="me") == FILE.replace("  when: x\n", "  when: z\n  owner: me\n")


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("best", "kind: segment\nname: best\nwhen: |\n  tier = 'high'\n  and city = 'x'\n\n---\n"),
        ("a", "- kind: segment\n  name: a\n  when: x\n"),
        ("b", "- kind: segment\n  name: b\n  when: y\n"),
    ],
)
def test_what_is_cut_out(name: str, gone: str) -> None:
    assert cut_definition(FILE, positions(FILE)[name][0]) == FILE.replace(gone, "")


def test_the_head_of_the_file_outlives_its_first_definition() -> None:
    cut = cut_definition(FILE, positions(FILE)["tier"][0])
    assert cut.startswith("# Value: what a customer is worth.\nkind: segment\nname: best\n")


def test_nothing_left() -> None:
    text = "kind: tag\nname: x\n"
    assert is_blank(cut_definition(text, (0, 0)))
    assert not is_blank("# a note\n---\n")
