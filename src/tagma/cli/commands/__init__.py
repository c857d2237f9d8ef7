"""One file per small family of verbs."""
