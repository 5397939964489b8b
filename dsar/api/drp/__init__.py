"""The door of authorised agents: the Data Rights Protocol 1.0, the side of a company."""
