"""Opens a lake: its files, DuckDB over them, and the way to a cluster, gone only when it is needed."""

from __future__ import annotations

from tagma.engine.spark.commits import Commits
from tagma.engine.spark.engine import SparkEngine
from tagma.engine.spark.explorer import Explorer
from tagma.engine.spark.lake.files import Lake
from tagma.engine.spark.options import SparkOptions
from tagma.engine.spark.routing import Routing
from tagma.engine.spark.runner import Runner
from tagma.engine.spark.session import Cluster
from tagma.engine.spark.writing import Writing


def open_lake(options: SparkOptions) -> SparkEngine:
    """Opens, or makes, a lake and takes it for this process.

    Raises:
        WorkspaceError: it cannot be written, no commit of it is whole, or the master is no address.
    """
    cluster = Cluster(options)
    lake = Lake(options.lake.expanduser().resolve())
    lake.clear_results()
    explorer = Explorer(lake, options.memory_limit)
    try:
        runner = Runner(cluster, lake)
        routing = Routing(explorer, runner)
        commits = Commits(lake, explorer)
        writing = Writing(lake, explorer, routing, commits, options.driver_limit)
        return SparkEngine(options, lake, explorer, cluster, runner, routing, commits, writing)
    except BaseException:
        explorer.close()
        raise
