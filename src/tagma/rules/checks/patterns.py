"""Which regular expressions are linear-time and mean the same in every engine."""

from __future__ import annotations

import re
import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from typing import Any

from tagma.errors import Text

MAX_PATTERN = 500

_REFUSED = {
    constants.GROUPREF: Text("it has a back-reference", "含反向引用"),
    constants.GROUPREF_EXISTS: Text("it has a conditional group", "含条件分组"),
    constants.ASSERT: Text("it has a look-around", "含环视"),
    constants.ASSERT_NOT: Text("it has a look-around", "含环视"),
    constants.ATOMIC_GROUP: Text("it has an atomic group", "含原子分组"),
    constants.POSSESSIVE_REPEAT: Text("it has a possessive quantifier", "含占有量词"),
}


def find_pattern_fault(pattern: str) -> Text | None:
    """What keeps a pattern from being a linear-time regular expression; None when nothing does."""
    if len(pattern) > MAX_PATTERN:
        return Text(f"it is longer than {MAX_PATTERN} characters", f"超过 {MAX_PATTERN} 个字符")
    if "\x00" in pattern:
        return Text("it holds a NUL character", "含空字符")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parsed = parser.parse(pattern, re.UNICODE)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        reason = getattr(error, "msg", "it is nested too deeply")
        return Text(str(reason), f"语法错误（{reason}）")
    return _find(parsed)


def _find(parsed: Any) -> Text | None:
    for op, argument in parsed:
        if op in _REFUSED:
            return _REFUSED[op]
        if (
            op in (constants.MAX_REPEAT, constants.MIN_REPEAT)
            and argument[1] != constants.MAXREPEAT
            and argument[1] > 1000
        ):
            return Text("it repeats more than 1000 times", "重复次数超过 1000")
        for part in argument if isinstance(argument, tuple | list) else ():
            below = part if isinstance(part, list) else [part]
            for item in below:
                if isinstance(item, parser.SubPattern) and (fault := _find(item)) is not None:
                    return fault
    return None
