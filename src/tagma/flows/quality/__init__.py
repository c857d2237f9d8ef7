"""What came in, and how good it is: the schema registry, the tracking plan, checks, noise, figures."""
