"""Every rule form against independent SQL or brute force over the raw records of a shop."""
