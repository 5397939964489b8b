"""Files that somebody else made: what may come in, looked at where it can do no harm."""
