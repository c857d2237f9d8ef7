"""Sources on the command line: begun from templates, tried, shown, loaded."""
