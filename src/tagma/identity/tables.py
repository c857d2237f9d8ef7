"""The tables that loading writes, with their columns and types."""

from __future__ import annotations

from collections.abc import Mapping

from tagma.engine.protocol import Table
from tagma.rules.vocabulary import Type

IDENTITIES = Table("people", "identities")
CUSTOMERS = Table("people", "customers")
TRAIT_HISTORY = Table("people", "trait_history")
CONSENTS = Table("people", "consents")
QUARANTINE = Table("collect", "quarantine")
LOADS = Table("collect", "loads")
FILES = Table("collect", "files")

USER_KIND = "user_id"
MOST_PROPERTIES = 200

COLUMN_TYPES: Mapping[Type, str] = {
    Type.BOOL: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.DECIMAL: "DECIMAL(18,4)",
    Type.FLOAT: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMP",
    Type.LIST: "VARCHAR[]",
}
EVENT_COLUMNS = {
    "_customer_id": "BIGINT",
    "_identity_id": "BIGINT",
    "_ts": "TIMESTAMP",
    "_message_id": "VARCHAR",
    "_received_at": "TIMESTAMP",
    "_source": "VARCHAR",
    "_extra": "VARCHAR",
}
IDENTITY_COLUMNS = {
    "_identity_id": "BIGINT",
    "kind": "VARCHAR",
    "value": "VARCHAR",
    "_customer_id": "BIGINT",
}
CUSTOMER_COLUMNS = {"_customer_id": "BIGINT", "customer": "VARCHAR", "_first_at": "TIMESTAMP"}
TRAIT_HISTORY_COLUMNS = {
    "_customer_id": "BIGINT",
    "trait": "VARCHAR",
    "value": "VARCHAR",
    "_ts": "TIMESTAMP",
    "_received_at": "TIMESTAMP",
    "_source": "VARCHAR",
    "_message_id": "VARCHAR",
    "_cleared": "BOOLEAN",
}
CONSENT_COLUMNS = {
    "_customer_id": "BIGINT",
    "purpose": "VARCHAR",
    "granted": "BOOLEAN",
    "_ts": "TIMESTAMP",
    "_received_at": "TIMESTAMP",
    "_source": "VARCHAR",
}
QUARANTINE_COLUMNS = {
    "_source": "VARCHAR",
    "event": "VARCHAR",
    "reason": "VARCHAR",
    "field": "VARCHAR",
    "row": "VARCHAR",
    "_ts": "TIMESTAMP",
    "loaded_at": "TIMESTAMP",
}
LOAD_COLUMNS = {"_source": "VARCHAR", "fingerprint": "VARCHAR", "run": "VARCHAR", "loaded_at": "TIMESTAMP"}
FILE_COLUMNS = {"_source": "VARCHAR", "base": "VARCHAR", "file": "VARCHAR", "fingerprint": "VARCHAR"}
PEOPLE_TABLES = {
    IDENTITIES: IDENTITY_COLUMNS,
    CUSTOMERS: CUSTOMER_COLUMNS,
    TRAIT_HISTORY: TRAIT_HISTORY_COLUMNS,
    CONSENTS: CONSENT_COLUMNS,
    QUARANTINE: QUARANTINE_COLUMNS,
    LOADS: LOAD_COLUMNS,
    FILES: FILE_COLUMNS,
}
