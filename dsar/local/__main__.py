"""`make run`: the whole desk on one machine, for trying it and for working on it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from .children import Child, end_left_overs
from .home import Home
from .keys import keys
from .liveness import SweepWatch
from .postgres import DESK, PostgreSQL
from .programs import programs
from .progress import PREPARING, Progress, say
from .supervisor import Request, Stop, Supervisor
from .trouble import DidNotStart, Trouble
from .valkey import Valkey

STEPS = 4 + PREPARING
FIRST_PAGE_WITHIN = 90.0  # seconds
HOSTS = "localhost,127.0.0.1,[::1]"


def chosen_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def open_port(port: int) -> socket.socket:
    """A socket that listens; the port is ours from now on, also while the web server restarts."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(512)
    except OSError as error:
        raise Trouble(
            f"Port {port} cannot be used ({error}). Choose another: make run PORT=8001"
        ) from error
    return listener


def start_services(
    supervisor: Supervisor, home: Home, given: Mapping[str, str], progress: Progress
) -> dict[str, str]:
    """PostgreSQL and Valkey answer, ours or those that the environment names."""
    urls = {}
    for variable, kind in (("DATABASE_URL", PostgreSQL), ("REDIS_URL", Valkey)):
        if given.get(variable):
            with progress.step(f"Using the {kind.name} that {variable} names"):
                continue
        with progress.step(f"Starting {kind.name}"):
            service = kind(home.root)
            supervisor.services.append(service)
            service.ensure(supervisor.request.check)
            urls[variable] = service.url()
            if isinstance(service, PostgreSQL):
                urls |= {variable: service.url(role=DESK), "DSAR_OWNER_URL": service.url()}
    return urls


def run_preparation(progress: Progress, environment: Mapping[str, str], request: Request) -> None:
    command = [sys.executable, "-m", "dsar.local.prepare", str(progress.done), str(progress.total)]
    with subprocess.Popen(command, env=dict(environment), start_new_session=True) as process:
        try:
            while process.poll() is None:
                request.check()
                time.sleep(0.05)
        except Stop:
            process.terminate()
            raise
    if process.returncode:
        raise Trouble("The preparation failed; the reason stands above.")
    progress.done += PREPARING


def first_page(port: int, supervisor: Supervisor, request: Request) -> None:
    """The web server has answered."""
    deadline = time.monotonic() + FIRST_PAGE_WITHIN
    while time.monotonic() < deadline:
        supervisor.look()
        request.check()
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise DidNotStart("The web server did not answer. See log/web.log in the folder of this copy.")


def announce(home: Home, port: int) -> None:
    address = f"http://localhost:{port}"
    say(
        f"\nThe desk is running. Ctrl-C stops it; what you did is kept in {home.root}\n\n"
        f"  Requests   {address}/\n"
        f"  Desk       {address}/desk/\n"
        f"  Mail       {address}/mailbox/   (nothing leaves this machine)\n"
        f"  API        {address}/api/docs/\n\n"
        f"{home.sign_ins.read_text()}"
    )


def serve(home: Home, port: int, request: Request, given: Mapping[str, str]) -> None:
    progress = Progress(total=STEPS)
    with ExitStack() as stack:
        with progress.step(f"Opening {home.root} and port {port}"):
            home.prepare()
            stack.enter_context(home.claimed(request.check))
            end_left_overs(home)
            web, mail = open_port(port), open_port(0)
            kept_keys = keys(home, given)
        supervisor = Supervisor(services=[], children=[], request=request)
        stack.callback(supervisor.stop)
        urls = start_services(supervisor, home, given, progress)
        ours = {
            **urls,
            **kept_keys,
            "DSAR_DEMO": "1",
            "DSAR_HOME": str(home.root),
            "DSAR_ANCHORS": given.get("DSAR_ANCHORS") or str(home.root / "anchors"),
            "DSAR_ALLOWED_HOSTS": HOSTS,
            "DSAR_PUBLIC_URL": f"http://localhost:{port}",
            "DSAR_SMTP_HOST": "127.0.0.1",
            "DSAR_SMTP_PORT": str(mail.getsockname()[1]),
            "DSAR_MAILBOX_DIR": str(home.mail),
            "DSAR_LOG_FORMAT": given.get("DSAR_LOG_FORMAT") or "plain",
        }
        environment = {**given, **ours, "PYTHONUNBUFFERED": "1"}
        home.remember({name: environment[name] for name in (*ours, "DATABASE_URL", "REDIS_URL")})
        run_preparation(progress, environment, request)
        environment.pop("DSAR_OWNER_URL", None)  # nobody needs it after the tables are made
        with progress.step("Starting web, worker, beat and mail"):
            supervisor.children = [
                Child(program, home, environment) for program in programs(home, web, mail)
            ]
            first_page(port, supervisor, request)
        announce(home, port)
        sweeping = [child for child in supervisor.children if child.program.sweeps]
        supervisor.run(SweepWatch(port, sweeping).look)


def main() -> int:
    """0 when asked to stop, 1 with a sentence when it cannot run."""
    # Under `make` a kill of make alone must not leave the desk behind.
    request = Request(parent=os.getppid() if "--with-parent" in sys.argv else None)
    home = Home(Path(os.environ.get("DSAR_HOME") or "var"))
    try:
        serve(home, chosen_port(os.environ.get("PORT") or "8000"), request, os.environ)
    except Stop:
        say("\nStopped.")
        return 0
    except Trouble as error:
        say(f"\n{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
