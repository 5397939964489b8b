"""Whose rows they are: every table of companies, and what stands beside companies and why."""
