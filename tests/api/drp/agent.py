"""An authorised agent, written from the text of the Data Rights Protocol 1.0 and nothing of ours.

It signs, sends over HTTP, keeps its token, and listens at an address of its own for changes.
"""

import base64
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Agent:
    """`site` is the protocol's api_base. `clock` says what time it is there."""

    site: str
    agent_id: str
    business_id: str
    seed: bytes = bytes(range(32))
    token: str = ""
    clock: Any = None
    heard: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    callback: str = ""

    # --- what stands in the directory

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def verify_key(self) -> str:
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def entry(self) -> dict[str, Any]:
        return {
            "id": self.agent_id,
            "name": "Example Agent",
            "verify_key": self.verify_key,
            "web_url": "https://agent.example.com/",
            "identity_assurance_url": "https://agent.example.com/assurance",
            "technical_contact": "tech@agent.example.com",
            "business_contact": "business@agent.example.com",
        }

    # --- signed bodies (2.0)

    def sign(self, message: bytes) -> bytes:
        return base64.b64encode(self.key.sign(message) + message)

    def claims(self, **more: Any) -> dict[str, Any]:
        now = self.clock() if self.clock else datetime.now(UTC)
        usual = {
            "agent-id": self.agent_id,
            "business-id": self.business_id,
            "issued-at": now.isoformat(timespec="milliseconds"),
            "expires-at": (now + timedelta(minutes=15)).isoformat(timespec="milliseconds"),
            "drp.version": "1.0",
        }
        merged = usual | {name.replace("__", "-"): value for name, value in more.items()}
        return {name: value for name, value in merged.items() if value is not ...}

    def body(self, **more: Any) -> bytes:
        return self.sign(json.dumps(self.claims(**more)).encode())

    def request(self, **more: Any) -> bytes:
        """The body of an exercise message about one invented person."""
        about = {
            "exercise": "access",
            "regime": "ccpa",
            "name": "Requester, Robin",
            "email": "robin@example.org",
            "email_verified": True,
            "agent__request__id": "A-17",
        }
        if self.callback:
            about["status_callback"] = self.callback
        return self.body(**(about | more))

    # --- the five calls

    def set_up(self) -> str:
        answer = self.call("POST", f"/v1/agent/{self.agent_id}", self.body(), bearer=False)
        assert answer.status == 200, answer
        assert answer.json["agent-id"] == self.agent_id
        self.token = answer.json["token"]
        return self.token

    def information(self) -> Answer:
        return self.call("GET", f"/v1/agent/{self.agent_id}")

    def exercise(self, body: bytes | None = None, **more: Any) -> Answer:
        return self.call("POST", "/v1/data-rights-request", body or self.request(**more))

    def status(self, request_id: str) -> Answer:
        return self.call("GET", f"/v1/data-rights-request/{request_id}")

    def revoke(self, request_id: str, reason: str = "They changed their mind.") -> Answer:
        body = self.sign(json.dumps({"reason": reason}).encode())
        return self.call("DELETE", f"/v1/data-rights-request/{request_id}", body)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        bearer: bool = True,
        content_type: str | None = "text/plain",
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if bearer else {}
        if body is not None and content_type:
            headers["Content-Type"] = content_type
        asked = urllib.request.Request(self.site + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=20) as found:
                return Answer(found.status, dict(found.headers), found.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, dict(refused.headers), refused.read())

    # --- its own endpoint (2.03)

    @contextmanager
    def listening(self) -> Iterator[None]:
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                heard.append((headers, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        self.callback = f"http://127.0.0.1:{server.server_port}/drp/status"
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
