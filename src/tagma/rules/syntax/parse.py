"""Text to tree: the lexer's word classes, the reductions and the wording of syntax errors."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

from tagma.errors import RuleError, Text, nearest_names
from tagma.rules.faults import place_fault, rule_fault
from tagma.rules.operators import FAMILIES, FUNCTIONS, RESERVED, TERMINAL_WORDS
from tagma.rules.syntax.hints import find_hint
from tagma.rules.syntax.reduce import Reducer
from tagma.rules.tree import Node, children

MAX_LENGTH = 20_000
MAX_DEPTH = 60

_FOLDED = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|‘[^’]*’|“[^”]*”|--[^\n]*|([！-～\u3000])"
)


def parse_rule(text: str) -> Node:
    """Parses one rule.

    Raises:
        RuleError: with line and column, for text that is no rule.
    """
    if len(text) > MAX_LENGTH:
        raise rule_fault(
            text,
            (MAX_LENGTH, len(text)),
            Text(f"the rule is longer than {MAX_LENGTH} characters", f"规则超过 {MAX_LENGTH} 个字符"),
            next_step=Text("split it into tags and refer to them by name", "请拆成多个标签，再按名称引用"),
        )
    folded = _FOLDED.sub(_fold_character, text)
    try:
        node: Node = Reducer().transform(_build_parser().parse(folded))
    except UnexpectedCharacters as error:
        raise _word_character(text, error) from None
    except UnexpectedToken as error:
        raise _word_token(text, error) from None
    except VisitError as error:
        if isinstance(error.orig_exc, RuleError):
            raise place_fault(error.orig_exc, text) from None
        raise
    _check_depth(node, text)
    return node


def _fold_character(match: re.Match[str]) -> str:
    character = match.group(1)
    if character is None:
        return match.group(0)
    return " " if character == "\u3000" else chr(ord(character) - 0xFEE0)


@lru_cache(maxsize=1)
def _build_parser() -> Lark:
    grammar = resources.files("tagma.rules.syntax").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        strict=True,
        propagate_positions=True,
        maybe_placeholders=False,
        lexer_callbacks={"NAME": _class_name, "FUNCTION": _class_function},
    )


def _class_name(token: Token) -> Token:
    token.type = RESERVED.get(token.lower(), "NAME")
    return token


def _class_function(token: Token) -> Token:
    word = unicodedata.normalize("NFKC", token).lower()
    if word == "in":
        token.type = "IN_LIST"
    elif word in FAMILIES:
        return token.update(FAMILIES[word], word)
    else:
        token.type = RESERVED.get(word, "FUNCTION")
    return token


def _check_depth(node: Node, text: str) -> None:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return
    raise rule_fault(
        text,
        level[0].span,
        Text(f"the rule is nested more than {MAX_DEPTH} levels deep", f"规则嵌套超过 {MAX_DEPTH} 层"),
        next_step=Text("split it into tags and refer to them by name", "请拆成多个标签，再按名称引用"),
    )


def _word_character(text: str, error: UnexpectedCharacters) -> Exception:
    offset = error.pos_in_stream or 0
    character = text[offset] if offset < len(text) else ""
    if character in "'‘\"“`":
        return rule_fault(
            text,
            (offset, len(text)),
            Text(f"the quote {character} is never closed", f"引号 {character} 没有闭合"),
            next_step=Text(
                "texts stand in single quotes, names in double quotes", "文本用单引号，名称用双引号，注意成对"
            ),
        )
    return rule_fault(
        text,
        (offset, offset + 1),
        Text(f"“{character}” has no meaning here", f"此处不能出现“{character}”"),
        next_step=find_hint("", character, text[:offset], set())
        or Text(
            "remove it, or put a name that holds it in double quotes", "请删除它；含特殊字符的名称请加双引号"
        ),
    )


def _word_token(text: str, error: UnexpectedToken) -> Exception:
    token = error.token
    accepted = error.accepts or error.expected
    if accepted == {"NAME"}:  # names stand beside quoted names, but for the unit of a window
        accepted = {"UNIT"}
    expected = sorted({TERMINAL_WORDS[name] for name in accepted if name in TERMINAL_WORDS}, key=str)
    if token.type == "$END":
        span = (len(text.rstrip()), len(text))
        what = Text("the rule ends too early", "规则不完整")
    else:
        span = (token.start_pos or 0, token.end_pos or 0)
        found = text[span[0] : span[1]]
        what = Text(f"“{found}” does not belong here", f"“{found}”不应出现在这里")
    hint = find_hint(token.type, text[span[0] : span[1]], text[: span[0]], accepted)
    if hint is not None:
        next_step = hint
    elif token.type == "COMPARISON" and "_AND" in accepted:
        next_step = Text(
            "comparisons do not chain: write “a > 1 and a < 5” or “a between 1 and 5”",
            "比较不能连写：请写成“a > 1 and a < 5”或“a between 1 and 5”",
        )
    elif token.type == "FUNCTION" and not _can_call(accepted):
        next_step = Text(
            f"a function cannot stand here; expected {_join(expected, 'en')}",
            f"此处不能写函数，应为{_join(expected, 'zh')}",
        )
    elif expected:
        next_step = Text(f"expected {_join(expected, 'en')}", f"此处应为{_join(expected, 'zh')}")
    else:
        next_step = Text("remove it", "请删除它")
    nearest: tuple[str, ...] = ()
    if token.type == "NAME":
        words = {word for word, terminal in RESERVED.items() if terminal in accepted}
        nearest = nearest_names(str(token), words | (set(FUNCTIONS) if _can_call(accepted) else set()))
    return rule_fault(text, span, what, nearest=nearest, next_step=next_step)


def _can_call(expected: set[str]) -> bool:
    return "FUNCTION" in expected


def _join(words: list[Text], language: str) -> str:
    shown = words[:6]
    if language == "zh":
        return "、".join(word.zh for word in shown) + ("等" if len(words) > len(shown) else "")
    return ", ".join(word.en for word in shown) + (" ..." if len(words) > len(shown) else "")
