"""Mail from outside: stored as it came before anybody looks at it, then read, then placed."""
