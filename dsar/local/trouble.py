"""Why it cannot go on."""


class Trouble(Exception):
    """The text is a sentence for the person at the terminal."""


class DidNotStart(Trouble):
    """A server gave up; the text ends with what it logged."""
