"""Processors of a company that take a request by OpenDSR 2.0, and say how it stands.

The company is the Controller here. What a processor does is a search task of the case like any
other: the case waits for it, and a person does it where the processor does not.
"""
