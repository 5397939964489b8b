"""Invented people and cases, so that a fresh desk shows what it does. Never run in production."""
