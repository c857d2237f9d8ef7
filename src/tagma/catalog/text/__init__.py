"""Definitions as text: written, and changed inside a file."""

from tagma.catalog.text.splice import cut_definition, is_blank, replace_definition
from tagma.catalog.text.writing import write_body

__all__ = ["cut_definition", "is_blank", "replace_definition", "write_body"]
