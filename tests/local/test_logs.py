"""A log says where and what kind, and quotes nobody."""

import io
import logging

from dsar.logs import WithoutErrorText


def logged(error: Exception, address: str) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutErrorText("%(levelname)s %(message)s"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        try:
            raise KeyError(address)
        except KeyError as cause:
            raise error from cause
    except Exception:
        logger.exception("It failed")
    return stream.getvalue()


def test_the_words_of_an_error_are_left_out() -> None:
    text = logged(ValueError("Key (email)=(dana@example.com) already exists."), "dana@example.com")

    assert "dana" not in text
    assert text.startswith("ERROR It failed\n")
    assert "builtins.KeyError\nwhich led to\n" in text
    assert text.rstrip().endswith("builtins.ValueError")
    assert "test_logs.py" in text
