"""Sources: what they are, when they are loaded, how a load went, templates to begin with."""
