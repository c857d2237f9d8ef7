"""Who is let in: hosts, log-ins, keys, roles, the limits of trying, the headers of every answer."""
