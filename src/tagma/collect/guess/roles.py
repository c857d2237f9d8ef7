"""Which column is what: the header speaks first, the values must agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tagma.collect.guess.facts import ColumnFacts
from tagma.collect.guess.words import BY_NAME, ROLES, Role, match_header
from tagma.errors import Place, SourceError, Text, nearest_names

NOTHING = ("-", "none", "无", "")
_LEAST = 0.3
_CONTACTS = ("phone", "email", "name")


@dataclass(frozen=True, slots=True)
class Choice:
    """A column taken for a role, with the reasons."""

    role: str
    column: str
    score: float
    reasons: tuple[Text, ...]


def choose_roles(
    columns: Sequence[ColumnFacts], corrections: Mapping[str, str], file: str
) -> dict[str, Choice]:
    """The columns by role.

    Args:
        corrections: columns by role, as a person said; ``-`` for a role that no column has.
        file: the name of the file, for errors.

    Raises:
        SourceError: a correction names no role or no column; says which is nearest.
    """
    chosen = _take_corrections(columns, corrections, file)
    refused = {role for role, column in corrections.items() if column.strip() in NOTHING}
    taken = {choice.column for choice in chosen.values()}
    scored = sorted(
        (
            (_score(role, column), -ROLES.index(role), -place, role, column)
            for role in ROLES
            for place, column in enumerate(columns)
        ),
        key=lambda each: each[:3],
        reverse=True,
    )
    for (score, *_), role, column in ((each[:3], each[3], each[4]) for each in scored):
        if score < _LEAST or role.name in chosen or role.name in refused or column.name in taken:
            continue
        chosen[role.name] = Choice(role.name, column.name, score, _explain(role, column))
        taken.add(column.name)
    _let_contacts_stand_in(chosen, refused)
    return chosen


def _take_corrections(
    columns: Sequence[ColumnFacts], corrections: Mapping[str, str], file: str
) -> dict[str, Choice]:
    names = {column.name.strip().casefold(): column.name for column in columns}
    chosen: dict[str, Choice] = {}
    for role, said in corrections.items():
        if role not in BY_NAME:
            raise SourceError(
                Text(f"there is no role “{role}”", f"没有角色“{role}”"),
                where=Place(field=role),
                nearest=nearest_names(role, BY_NAME),
                next_step=Text(f"the roles are: {', '.join(BY_NAME)}", f"可用的角色：{'、'.join(BY_NAME)}"),
            )
        if said.strip() in NOTHING:
            continue
        column = names.get(said.strip().casefold())
        if column is None:
            shown = [each.name for each in columns][:20]
            raise SourceError(
                Text(f"“{file}” has no column “{said}”", f"“{file}”没有列“{said}”"),
                where=Place(file=file, field=role),
                nearest=nearest_names(said, names.values()),
                next_step=Text(f"its columns are: {', '.join(shown)}", f"现有的列：{'、'.join(shown)}"),
            )
        chosen[role] = Choice(role, column, 2.0, (Text("you said so", "由您指定"),))
    return chosen


def _let_contacts_stand_in(chosen: dict[str, Choice], refused: set[str]) -> None:
    """Takes phone, e-mail or name for the customer where nothing better is there."""
    if "customer" in chosen or "customer" in refused:
        return
    for role in _CONTACTS:
        if role in chosen:
            contact = chosen.pop(role)
            reason = Text(
                f"no customer number, so the {BY_NAME[role].label.en} tells customers apart",
                f"没有客户编号，以{BY_NAME[role].label.zh}区分客户",
            )
            chosen["customer"] = Choice("customer", contact.column, contact.score, (*contact.reasons, reason))
            return


def _score(role: Role, column: ColumnFacts) -> float:
    """How likely a column has a role; 0 where its values speak against it."""
    if column.filled == 0:
        return 0.0
    fits = _fit_values(role, column)
    if fits == 0.0:
        return 0.0
    header = match_header(role, column.name)
    if header > 0:
        return header * 0.8 + fits * 0.2
    return (
        fits * 0.45 if role.name in ("customer", "time", "amount", "phone", "email") and fits > 0.7 else 0.0
    )


def _fit_values(role: Role, column: ColumnFacts) -> float:
    """From 0 (impossible) to 1 (just like it)."""
    match role.values:
        case "time":
            if column.times < 0.5 or (column.time_form in ("serial", "digits") and not _says_time(column)):
                return 0.0
            return column.times
        case "number":
            if column.numbers < 0.5 or column.typed == "time":
                return 0.0
            money = column.signed > 0.5 or column.whole < 0.9
            codes = column.whole == 1.0 and column.distinct_share > 0.98 and column.rows > 50
            return 1.0 if money else 0.2 if codes else 0.6
        case "count":
            return 0.9 if column.numbers > 0.5 and column.whole > 0.5 and column.typed != "time" else 0.0
        case "id":
            return _fit_id(role, column)
        case "choice":
            few = column.distinct <= 60 or column.distinct_share < 0.3
            return 0.8 if few and column.times < 0.5 else 0.0
        case "phone":
            return (
                column.phones
                if column.phones > 0.5
                and column.distinct > 1
                and column.typed != "time"
                and (column.numbers < 0.5 or all(len(text) >= 7 for text in column.examples))
                and column.times < 0.5
                else 0.0
            )
        case "email":
            return column.emails if column.emails > 0.5 else 0.0
    return 0.0 if column.typed == "time" or column.times > 0.8 else 0.7


def _fit_id(role: Role, column: ColumnFacts) -> float:
    if column.typed == "time" or (column.times > 0.8 and column.time_form not in ("serial", "digits")):
        return 0.0
    if column.numbers > 0.5 and column.whole < 0.95:
        return 0.0
    if role.name != "customer":
        return 0.7
    if column.signed > 0.2 or column.negative > 0.05:
        return 0.0
    repeats = 0.001 <= column.distinct_share <= 0.9 and column.distinct >= min(20, column.rows // 3)
    coded = column.distinct > 60 and (column.emails > 0.5 or column.phones > 0.5)
    return 0.8 if repeats or coded else 0.5


def _says_time(column: ColumnFacts) -> bool:
    return match_header(BY_NAME["time"], column.name) > 0


def _explain(role: Role, column: ColumnFacts) -> tuple[Text, ...]:
    reasons = []
    if match_header(role, column.name) > 0:
        reasons.append(Text("its header says so", "列名如此"))
    shares = {"time": column.times, "number": column.numbers, "count": column.numbers, "phone": column.phones,
              "email": column.emails}  # fmt: skip
    words = {
        "time": Text("times", "时间"), "number": Text("numbers", "数字"), "count": Text("numbers", "数字"),
        "phone": Text("phone numbers", "电话号码"), "email": Text("e-mail addresses", "邮箱地址"),
    }  # fmt: skip
    if role.values in shares:
        share, word = shares[role.values], words[role.values]
        reasons.append(Text(f"{share:.0%} of its values are {word.en}", f"{share:.0%} 的值是{word.zh}"))
    elif role.values in ("id", "choice"):
        reasons.append(
            Text(
                f"{column.distinct:,} different values in {column.rows:,} rows",
                f"{column.rows:,} 行中有 {column.distinct:,} 个不同的值",
            )
        )
    if role.name == "time" and column.time_form in ("day first", "month first", "either first"):
        order = {
            "day first": Text("the day stands first", "日在前"),
            "month first": Text("the month stands first", "月在前"),
            "either first": Text(
                "whether day or month stands first cannot be told: read as month first",
                "无法判断日在前还是月在前：按月在前读取",
            ),
        }
        reasons.append(order[column.time_form])
    return tuple(reasons)
