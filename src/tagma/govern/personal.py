"""What says who somebody is: found by name or by looks, and masked wherever examples are shown."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_EXAMPLE = 80
MASK = "***"

_NAMES = (
    "email", "e-mail", "mailbox", "phone", "mobile", "telephone", "firstname", "first_name", "lastname",
    "last_name", "fullname", "full_name", "realname", "real_name", "surname", "idcard", "id_card",
    "id_number",
    "passport", "address", "street", "birthday", "birth_date", "birthdate", "bank_account", "card_number",
    "card_no", "iban", "wechat", "openid", "open_id", "unionid", "union_id", "password", "token", "secret",
    "ip_address", "姓名", "手机", "电话", "邮箱", "身份证", "地址", "生日", "银行卡", "微信", "护照", "密码",
)  # fmt: skip
_EXACT = frozenset({"ip", "$ip", "tel", "mail", "ssn", "dob", "qq"})
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NUMBER = re.compile(r"\+?[\d\s().-]{10,24}[\dXx]?")
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_CHINESE_ID = re.compile(r"\d{17}[\dXx]")


@lru_cache(maxsize=4096)
def is_personal_name(name: str) -> bool:
    """Whether the name of a property tells that its values say who somebody is."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return folded in _EXACT or any(word in folded for word in _NAMES)


def is_personal_value(text: str) -> bool:
    """Whether a text looks like an e-mail or network address, a phone number or an identity number."""
    text = text.strip()
    if _EMAIL.fullmatch(text) or _ADDRESS.fullmatch(text):
        return True
    if _CHINESE_MOBILE.fullmatch(text) or _CHINESE_ID.fullmatch(text):
        return True
    marked = text.startswith("+") or any(sign in text for sign in " ()") or text.count("-") in (2, 3)
    looks = bool(marked and _NUMBER.fullmatch(text) and not _is_date(text))
    return looks and sum(each.isdigit() for each in text) >= 10


def mask_text(text: str) -> str:
    """A text of which only its beginning is left: enough to see what it is like, not whose it is."""
    text = text.strip()
    if "@" in text:
        return f"{text[:1]}{MASK}@{MASK}"
    return f"{text[:3]}{MASK}" if len(text) > 8 else f"{text[:1]}{MASK}"


def show_example(name: str, text: str, *, personal: bool = False) -> str:
    """A value as it may be shown beside the name of its property: masked where personal, cut where long.

    The part of a web address behind its question mark is left out: it may hold anything.
    """
    if personal or is_personal_name(name) or is_personal_value(text):
        return mask_text(text)
    if text.startswith(("http://", "https://", "/")) and "?" in text:
        text = text.partition("?")[0] + "?…"
    return text if len(text) <= MOST_EXAMPLE else text[: MOST_EXAMPLE - 1] + "…"


def _is_date(text: str) -> bool:
    return re.match(r"\d{4}-\d{2}-\d{2}", text) is not None
