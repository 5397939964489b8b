"""`make run` on a machine with only Python: every server and process under one supervisor.

The product imports nothing from here; a server is run by docker-compose.yml instead.
"""
