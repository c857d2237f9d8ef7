"""Databases as sources: PostgreSQL, MySQL and MariaDB."""

from tagma.collect.sources.databases.extract import extract_rows, has_new_rows, list_parts

__all__ = ["extract_rows", "has_new_rows", "list_parts"]
