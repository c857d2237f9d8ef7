"""``tracking checks quality items``: what comes in, and how good it is."""
