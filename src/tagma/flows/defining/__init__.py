"""What changing definitions needs: their files, how they stand in force, what they may reach."""
