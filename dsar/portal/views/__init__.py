"""Views of the requester, one file a thing they do."""
