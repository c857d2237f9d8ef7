"""Whether two Arrow tables hold the same: money and texts exactly, doubles within a billionth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

CLOSE = 1e-9


def find_differences(one: pa.Table, other: pa.Table, left_out: Collection[str] = ()) -> list[str]:
    """The columns that differ, each with how many rows and the first two values; rows are in the same order."""
    if one.column_names != other.column_names or one.num_rows != other.num_rows:
        return [f"{one.num_rows} rows of {one.column_names}, {other.num_rows} of {other.column_names}"]
    found = []
    for name in one.column_names:
        if name in left_out:
            continue
        if one.schema.field(name).type != other.schema.field(name).type:
            found.append(f"{name}: {one.schema.field(name).type}, {other.schema.field(name).type}")
        pairs = zip(one.column(name).to_pylist(), other.column(name).to_pylist(), strict=True)
        unlike = [pair for pair in pairs if not is_same(*pair)]
        if unlike:
            found.append(f"{name}: {len(unlike)} rows, such as {unlike[0][0]!r} and {unlike[0][1]!r}")
    return found


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal, doubles within a billionth of their size."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other and type(one) is type(other))
