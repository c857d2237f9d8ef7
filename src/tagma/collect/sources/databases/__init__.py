"""Databases as sources: PostgreSQL, MySQL and MariaDB."""

from tagma.collect.sources.databases.extract import extract_rows, is_database, list_parts

__all__ = ["extract_rows", "is_database", "list_parts"]
