"""Scores about people, and what every computed definition has in common."""
