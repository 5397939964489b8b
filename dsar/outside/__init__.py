"""The only way for the desk to call an address that somebody else gave it."""
