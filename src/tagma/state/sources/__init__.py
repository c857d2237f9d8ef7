"""What is kept of sources: their loads one by one, and when they are loaded next."""
