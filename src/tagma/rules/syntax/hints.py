"""What to do about the mistakes that people bring along from SQL and from other tools."""

from __future__ import annotations

from tagma.errors import Text

_SAY_INSTEAD = {
    "&": "and",
    "|": "or",
    "!": "not",
    "like": "contains 'text'",
    "ilike": "contains 'text'",
    "includes": "contains 'text'",
    "null": "missing",
    "none": "missing",
    "empty": "missing",
    "unknown": "missing",
    "equals": "=",
    "over": ">",
    "under": "<",
    "during": "in last 30 days",
    "for": "in last 30 days",
}
_QUOTES = Text("a single quote inside a text is written twice: 'it''s'", "文本内的单引号要写两遍：'it''s'")
_WINDOW = Text(
    "a window stands inside the brackets of an aggregate: count(order in last 30 days) > 5",
    "窗口要写在聚合的括号内：count(order in last 30 days) > 5",
)
_PROPERTY = Text(
    "a property of an event stands inside an aggregate: sum(order.amount) > 5",
    "事件的属性要写在聚合内：sum(order.amount) > 5",
)
_LAST = Text("write “in last 30 days”", "请写成“in last 30 days”")
_WINDOW_WORDS = ("_IN", "_SINCE", "_BEFORE", "_FROM")


def find_hint(kind: str, word: str, before: str, accepted: set[str]) -> Text | None:
    """The next step for a familiar mistake, None where it is none.

    Args:
        kind: the terminal of the word that does not belong.
        before: the text before it.
        accepted: the terminals that would have been right.
    """
    instead = _SAY_INSTEAD.get(word.lower())
    if instead is not None:
        return Text(f"write {instead}", f"请写成 {instead}")
    if kind in _WINDOW_WORDS and "_WHERE" not in accepted:
        return _WINDOW
    if kind == "DOTNAME":
        return _PROPERTY
    if kind in ("NAME", "STRING") and before.endswith("'"):
        return _QUOTES
    if accepted == {"_TO"}:
        return _LAST
    return None
