"""What is decided about each document: it goes, parts of it are blacked out, or it stays here."""
