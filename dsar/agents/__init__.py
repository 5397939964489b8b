"""Authorised agents, who file requests for people by the Data Rights Protocol 1.0.

An agent signs what it asks for with a key that a public directory names. We keep a copy of the
directory, so that nobody changes a key behind our back.
"""
