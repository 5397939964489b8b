"""What we owe the outside: letters and events, written down with the change that made them due.

A row here is the promise; sending is only keeping it. Never lost, at most one repeat for each
crash, and a repeat carries the same id.
"""
