"""What an answer is made of: where to look, what was found, and what may leave."""
