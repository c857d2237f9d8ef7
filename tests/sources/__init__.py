"""Sources of all kinds: listed, tried, loaded by themselves, begun from templates."""
