"""Names of definitions: what may be one, and when two spellings are the same."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from tagma.catalog.refuse import refuse
from tagma.errors import DefinitionError, Text

RESERVED_NAMES = ("customer", "ts", "segment")
MAX_NAME = 100
_FREE_NAME = Text(
    f"choose another name; {', '.join(RESERVED_NAMES)} and names that begin with “_” belong to Tagma",
    f"请换一个名称；{'、'.join(RESERVED_NAMES)} 以及以“_”开头的名称由 Tagma 保留",
)


def fold_name(name: str) -> str:
    """The form under which two spellings are the same name (NFKC, case folded), as rules fold theirs."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_name(name: str) -> str:
    """The name without surrounding blanks.

    Raises:
        PydanticCustomError: for a reserved or unprintable name.
    """
    name = name.strip()
    folded = fold_name(name)
    if not folded:
        raise refuse(
            DefinitionError(
                Text("the name is empty", "名称为空"), next_step=Text("give it a name", "请填写名称")
            )
        )
    if folded.startswith(("_", "segment:")) or folded in RESERVED_NAMES:
        what = Text(f"“{name}” is a reserved name", f"“{name}”是保留名称")
        raise refuse(DefinitionError(what, next_step=_FREE_NAME))
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs") for character in name):
        raise refuse(
            DefinitionError(
                Text("the name holds an invisible or control character", "名称含有不可见字符或控制字符"),
                next_step=Text("type the name again by hand", "请手动重新输入名称"),
            )
        )
    return name


Name = Annotated[str, StringConstraints(max_length=MAX_NAME), AfterValidator(check_name)]
