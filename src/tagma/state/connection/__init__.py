"""How the state is reached: sessions, turns between servers, and what refusals mean."""
