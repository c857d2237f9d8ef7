"""Who may come in: users, log-ins, API keys."""
