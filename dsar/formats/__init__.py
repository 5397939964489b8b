"""How values are typed and shown where it is not as Django's own language has it."""
