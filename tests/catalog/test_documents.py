"""YAML is read strictly, and every character of a text keeps its place."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tagma.catalog.document import read_documents
from tagma.catalog.names import fold_name
from tagma.rules import vocabulary


def read_one(text: str) -> object:
    documents, errors = read_documents(text, "a.yaml")
    assert errors == []
    return documents[0].data


def test_words_stay_words_and_numbers_stay_exact() -> None:
    text = "a: [no, yes, on, 1:30, 2017-01-01, 010, 1_000, 1e3, 0.10, -5, .5, true, null, ~, '1', NaN]"
    assert read_one(text) == {
        "a": [
            "no", "yes", "on", "1:30", "2017-01-01", 10, "1_000", Decimal("1e3"), Decimal("0.10"), -5, Decimal(".5"),
            True, None, None, "1", "NaN",
        ]
    }  # fmt: skip


def test_keys_are_texts() -> None:
    assert read_one("{1: a, yes: b, true: c}") == {"1": "a", "yes": "b", "true": "c"}


def test_lists_and_documents_give_one_definition_each() -> None:
    documents, errors = read_documents("a: 1\n---\n---\n- b: 2\n- c: 3\n", "a.yaml")
    assert errors == []
    assert [document.data for document in documents] == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert str(documents[2].place(("c",))) == "a.yaml:5:6 (c)"


def test_place_of_a_missing_field_is_the_field_around_it() -> None:
    (document,), _ = read_documents("a:\n  b: 1\n", "a.yaml")
    assert str(document.place(("a", "c"))) == "a.yaml:2:3 (a.c)"


STYLES = {
    "plain": "x: {text}\n",
    "single": "x: '{text}'\n",
    "double": 'x: "{text}"\n',
    "block": "x: |\n  {text}\n",
    "kept": "x:   |-  # why\n\n      {text}\n",
    "folded": "x: >\n    {text}\n",
}


def test_characters_of_a_text_keep_their_place() -> None:
    for style, template in STYLES.items():
        written = template.format(text="count(订单) >= 5 and  b")
        (document,), errors = read_documents(written, "a.yaml")
        assert errors == []
        offset = str(document.data["x"]).index(">=")
        line = str(document.data["x"]).count("\n", 0, offset) + 1
        column = offset - (str(document.data["x"]).rfind("\n", 0, offset) + 1) + 1
        place = document.place_in_text(("x",), line, column)
        rows = written.split("\n")
        assert place.line is not None, style
        assert place.column is not None, style
        assert rows[place.line - 1][place.column - 1 :].startswith(">="), style


def test_text_over_several_lines_keeps_its_place() -> None:
    written = "x: a and\n   b and\n   c\n"
    (document,), _ = read_documents(written, "a.yaml")
    assert document.data["x"] == "a and b and c"
    assert str(document.place_in_text(("x",), 1, 13)) == "a.yaml:3:4 (x)"


@given(st.text())
def test_names_fold_as_in_rules(name: str) -> None:
    assert fold_name(name) == vocabulary.fold_name(name)


@given(st.text(max_size=200))
def test_any_text_gives_documents_or_placed_errors(text: str) -> None:
    _, errors = read_documents(text, "a.yaml")
    for error in errors:
        assert error.where is not None
        assert error.where.line is not None
        assert error.next_step is not None
