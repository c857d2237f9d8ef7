"""Functions of the workspace that give rows through dlt: any API that somebody can write a few lines for."""

from tagma.collect.sources.functions.run import LOADED_BY, list_tables, run_function, sample_function

__all__ = ["LOADED_BY", "list_tables", "run_function", "sample_function"]
