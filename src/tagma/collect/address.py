"""The address of a database; its password comes from the environment at the last moment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from tagma.errors import Place, SourceError, Text

SCHEMES = {"postgresql": "postgresql", "postgres": "postgresql", "mysql": "mysql", "mariadb": "mysql"}
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PORTS = {"postgresql": 5432, "mysql": 3306}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and as whom it is read; never shown.

    Attributes:
        options: what the address says behind the question mark, such as ``sslmode``.
    """

    system: str
    host: str
    port: int
    user: str
    password: str
    database: str
    options: dict[str, str]


def is_address(text: str) -> bool:
    """Whether a text is an address rather than a path."""
    return "://" in text


def find_system(text: str) -> str | None:
    """``postgresql`` or ``mysql``; None for any other scheme."""
    return SCHEMES.get(text.split("://", 1)[0].lower())


def has_password(text: str) -> bool:
    """Whether the password stands in the address itself instead of in ``${NAME}``."""
    try:
        password = urlsplit(VARIABLE.sub("VARIABLE", text)).password
        written = urlsplit(text.replace("${", "%24%7B").replace("}", "%7D")).password
    except ValueError:
        return True
    return bool(password) and not VARIABLE.fullmatch(unquote(written or ""))


def read_address(text: str, field: str = "read") -> Address:
    """The address with the values of its variables.

    Args:
        field: where it stands, for errors.

    Raises:
        SourceError: a variable is not set, or the address is none; says neither value nor password.
    """
    missing = [name for name in VARIABLE.findall(text) if name not in os.environ]
    if missing:
        raise SourceError(
            Text(f"the environment variable {missing[0]} is not set", f"环境变量 {missing[0]} 未设置"),
            where=Place(field=field),
            next_step=Text(
                f"set it for the process that runs Tagma: export {missing[0]}=...",
                f"请为运行 Tagma 的进程设置：export {missing[0]}=...",
            ),
        )
    system = find_system(text)
    escaped = text.replace("${", "%24%7B").replace("}", "%7D")
    try:
        parts = urlsplit(escaped)
        port = parts.port
    except ValueError:
        parts, port, system = urlsplit(""), None, None
    if system is None or not parts.path.strip("/"):
        raise SourceError(
            Text("this is no address of a database", "这不是有效的数据库地址"),
            where=Place(field=field),
            next_step=Text(
                "write postgresql://user:${PASSWORD}@host/database or mysql://...",
                "请写成 postgresql://user:${PASSWORD}@host/database 或 mysql://...",
            ),
        )

    def fill(part: str | None) -> str:
        return VARIABLE.sub(lambda found: os.environ[found[1]], unquote(part or ""))

    options = {name: fill(value) for name, value in parse_qsl(parts.query)}
    return Address(
        system=system,
        host=options.pop("host", "") or fill(parts.hostname),
        port=port or _PORTS[system],
        user=fill(parts.username),
        password=fill(parts.password),
        database=fill(parts.path.strip("/")),
        options=options,
    )
