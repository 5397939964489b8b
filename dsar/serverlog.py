"""The web server's own log, should somebody turn the access log on: addresses without secrets."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from dsar.logs import masked


class MaskedLogger(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(mask)


def mask(record: logging.LogRecord) -> bool:
    record.msg, record.args = masked(record.getMessage()), ()
    return True
