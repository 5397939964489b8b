"""Statutory clocks: by when an answer is due, and the sum that leads there."""
