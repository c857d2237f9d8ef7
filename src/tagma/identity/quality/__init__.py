"""What loading notes of events: what is seen of them, and what is set aside."""
