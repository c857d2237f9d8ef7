"""The explicit list of definition kinds: a new kind is one line here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tagma.collect.definition import EVENT, SOURCE
from tagma.measure.definition import CHECK, NOISE
from tagma.segments.definition import SEGMENT
from tagma.tags.definition import TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.catalog import Kind

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.name: kind for kind in (EVENT, SOURCE, TAG, SEGMENT, CHECK, NOISE)}
)
