"""Files in, rows out: what a source's SELECTs give, as Arrow batches."""

from tagma.collect.sources.bringing import bring_rows, has_changed
from tagma.collect.sources.files import find_input, fingerprint_source
from tagma.collect.sources.increments import SourceFiles, find_source_files
from tagma.collect.sources.outputs import Output, infer_type, merge_types
from tagma.collect.sources.reading import (
    OpenSource,
    SourceShape,
    declared_traits,
    describe_source,
    name_source,
    open_source,
)

__all__ = [
    "OpenSource",
    "Output",
    "SourceFiles",
    "SourceShape",
    "bring_rows",
    "declared_traits",
    "describe_source",
    "find_input",
    "find_source_files",
    "fingerprint_source",
    "has_changed",
    "infer_type",
    "merge_types",
    "name_source",
    "open_source",
]
