"""Every change of a search, and of the list of systems, is one function here."""
