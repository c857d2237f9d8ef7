"""Names, types and units of a rule."""
