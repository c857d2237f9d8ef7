"""Benchmarks: plain scripts, each printing its mix, its machine and the peers beside it in the same run."""
