"""How to reach a cluster and a lake, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.settings import count_bytes

if TYPE_CHECKING:
    from tagma.settings import Settings

DRIVER_LIMIT = 64 << 20


@dataclass(frozen=True, slots=True)
class SparkOptions:
    """What a workspace says of its cluster.

    Attributes:
        master: ``local[2]``, ``spark://host:7077``, ``yarn``, ``k8s://...``, ``sc://host:15002`` (Connect).
        lake: the folder of the lake, which every machine of the cluster sees under the same path.
        config: Spark's own settings, passed on as they are.
        driver_limit: statements that write and read fewer bytes of Parquet are run by the driver's DuckDB.
        answer_limit: questions that read fewer bytes are answered by the driver's DuckDB.
        memory_limit: of the driver's DuckDB, such as ``4GB``.
    """

    lake: Path
    master: str = "local[*]"
    config: Mapping[str, str] = field(default_factory=dict)
    driver_limit: int = DRIVER_LIMIT
    answer_limit: int = 4 << 30
    memory_limit: str = ""

    @property
    def connects(self) -> bool:
        """Whether it is Spark Connect, whose driver is another process."""
        return self.master.startswith("sc://")


def read_options(settings: Settings, folder: Path) -> SparkOptions:
    """What the settings of a workspace in a folder say of its cluster."""
    spark = settings.spark
    return SparkOptions(
        lake=folder / spark.lake,
        master=spark.master,
        config=spark.config,
        driver_limit=count_bytes(spark.cluster_from),
        answer_limit=count_bytes(spark.answers_from),
        memory_limit=settings.memory_limit,
    )
