"""What is let in, how much of it, and for how long."""
