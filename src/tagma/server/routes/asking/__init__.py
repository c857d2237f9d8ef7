"""What an editor of rules asks for: what can be named, what a rule says, how many it holds for."""
