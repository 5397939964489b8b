"""What runs beside the servers: web, worker, beat and the mail catcher."""

import socket
import sys

from .children import Program
from .home import Home


def programs(home: Home, web: socket.socket, mail: socket.socket) -> list[Program]:
    python = sys.executable
    celery = (python, "-m", "celery", "--app", "dsar")
    return [
        Program(
            "mail",
            (
                *(python, "-m", "dsar.local.mailcatcher"),
                *("--listener", str(mail.fileno()), "--maildir", str(home.mail)),
            ),
            sockets=(mail.fileno(),),
        ),
        Program(
            "worker",
            (
                *celery,
                *("worker", "--concurrency", "2", "--loglevel", "WARNING"),
                *("--without-gossip", "--without-mingle"),
            ),
            sweeps=True,
        ),
        Program(
            "beat",
            (*celery, "beat", "--schedule", str(home.run / "beat"), "--pidfile", ""),
            sweeps=True,
        ),
        Program(
            "web",
            (
                *(python, "-m", "gunicorn", "dsar.wsgi", "--bind", f"fd://{web.fileno()}"),
                *("--workers", "2", "--threads", "4", "--timeout", "60"),
                *("--graceful-timeout", "10", "--no-control-socket"),
            ),
            sockets=(web.fileno(),),
        ),
    ]
