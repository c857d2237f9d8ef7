"""The command line: reads words, calls one flow, shows what it answers."""
