"""Tags: definitions, taxonomy and its MECE check."""
