"""The lake as files: immutable parts of Parquet, the commits that name them, the types of their columns."""
