"""The web server's own log, and its access log should somebody turn that on: in the form of ours,
addresses without secrets, errors without their words."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

from dsar.logs import JsonLines, WithoutErrorText, masked


class MaskedLogger(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(mask)
        # The settings are read by the workers only; this one also logs why none of them came up.
        if os.environ.get("DSAR_LOG_FORMAT", "json") == "json":
            _write(self.error_log, JsonLines())
            _write(self.access_log, JsonLines())
        else:
            _write(self.error_log, WithoutErrorText(self.error_fmt, self.datefmt))


def _write(log: logging.Logger, formatter: logging.Formatter) -> None:
    for handler in log.handlers:
        handler.setFormatter(formatter)


def mask(record: logging.LogRecord) -> bool:
    record.msg, record.args = masked(record.getMessage()), ()
    return True
