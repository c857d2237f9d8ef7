"""Events that programs send: write keys, the journal, from there into the warehouse, and back again."""
