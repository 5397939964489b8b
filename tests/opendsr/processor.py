"""A processor as OpenDSR 2.0 describes one: a real HTTP server with requests that it knows of."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.serving import Careless, served

from . import certified

RESULTS = b'{"played": ["one song"]}'
EXPECTED = "2026-12-01T09:00:00Z"


@dataclass
class Processor:
    url: str = ""
    algorithm: str = "rsa-pkcs1"
    number: int = 1  # of the key that it signs with
    domain: str = certified.DOMAIN
    certificate: str = ""
    certificate_url: str = ""
    kinds: tuple[str, ...] = ("access", "portability", "erasure")
    takes: tuple[tuple[str, str], ...] = (("email", "raw"), ("email", "sha256"))
    signs: bool = True
    spoils: bool = False  # what it signed
    refuses: list[int] = field(default_factory=list)  # statuses before it does what it should
    loses_answers: int = 0  # it did what it was asked, and nobody heard of it
    think_seconds: float = 0.0
    retry_after: str = ""
    results: bytes = RESULTS
    results_type: str = "application/json"
    expected: str = EXPECTED
    falls_silent_after: int = 0  # bytes of the results, which it says are more
    holds_on_seconds: float = 0.0  # with the line open, before it hangs up
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(body) for method, _, _, body in self.calls if method == "POST"]

    def paths(self, method: str) -> list[str]:
        return [path for made, path, _, _ in self.calls if made == method]

    def signed(self, body: bytes) -> dict[str, str]:
        if not self.signs:
            return {"X-OpenDSR-Processor-Domain": self.domain}
        signature = certified.sign(body + b" " * self.spoils, self.algorithm, self.number)
        return {
            "X-OpenDSR-Processor-Domain": self.domain,
            "X-OpenDSR-Signature": base64.b64encode(signature).decode(),
        }

    def does(self, request_id: str, status: str, **more: Any) -> None:
        self.requests[request_id] |= {"request_status": status, **more}

    def calling_back(self, request_id: str, **other: Any) -> tuple[dict[str, str], bytes]:
        """Headers and body as it sends them."""
        known = self.requests[request_id]
        said = self.status_of(request_id) | {
            "status_callback_url": known["status_callback_urls"][0],
            **other,
        }
        body = json.dumps(said).encode()
        return self.signed(body), body

    def status_of(self, request_id: str) -> dict[str, Any]:
        known = self.requests[request_id]
        return {
            "controller_id": "example-controller",
            "subject_request_id": request_id,
            "request_status": known["request_status"],
            "expected_completion_time": self.expected,
            "api_version": "2.0",
            "results_url": known.get("results_url"),
            "results_count": known.get("results_count"),
        }

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes, str]:
        if path.endswith("/discovery"):
            return _json(200, self.discovery())
        if path.endswith("/certificate.pem"):
            return 200, self.certificate.encode(), "application/x-pem-file"
        if path.endswith("/results"):
            return 200, self.results, self.results_type
        if self.refuses:
            return _json(self.refuses.pop(0), {"error": {"code": 0, "message": "No."}})
        if method == "POST":
            return self.take(json.loads(body))
        request_id = path.rsplit("/", 1)[-1]
        if request_id not in self.requests:
            return _json(404, {"error": {"code": 404, "message": "Unknown."}})
        if method == "GET":
            return _json(200, self.status_of(request_id))
        if self.requests[request_id]["request_status"] != "pending":
            return _json(400, {"error": {"code": 400, "message": "Too late."}})
        self.does(request_id, "cancelled")
        return _json(202, {"controller_id": "1", "subject_request_id": request_id})

    def take(self, asked: dict[str, Any]) -> tuple[int, bytes, str]:
        request_id = asked["subject_request_id"]
        if request_id in self.requests:  # as mParticle does
            return _json(400, {"code": 400, "message": "Known already."})
        self.requests[request_id] = asked | {"request_status": "pending"}
        return _json(
            201,
            {
                "controller_id": "1",
                "expected_completion_time": self.expected,
                "received_time": "2026-11-23T10:00:00Z",
                "subject_request_id": request_id,
                "encoded_request": base64.b64encode(json.dumps(asked).encode()).decode(),
            },
        )

    def discovery(self) -> dict[str, Any]:
        return {
            "api_version": "2.0",
            "supported_identities": [
                {"identity_type": kind, "identity_format": form} for kind, form in self.takes
            ],
            "supported_subject_request_types": list(self.kinds),
            "processor_certificate": self.certificate_url,
        }


def _json(status: int, said: dict[str, Any]) -> tuple[int, bytes, str]:
    return status, json.dumps(said).encode(), "application/json"


@contextmanager
def at_work() -> Iterator[Processor]:
    processor = Processor(certificate=certified.certificate())

    class Handler(Careless):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            processor.calls.append((self.command, self.path, headers, body))
            status, answer, kind = processor.answer(self.command, self.path, body)
            time.sleep(processor.think_seconds)
            if processor.loses_answers and self.command == "POST":
                processor.loses_answers -= 1
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            if processor.retry_after:
                self.send_header("Retry-After", processor.retry_after)
            for name, value in processor.signed(answer).items():
                self.send_header(name, value)
            self.end_headers()
            if processor.falls_silent_after and self.path.endswith("/results"):
                self.wfile.write(answer[: processor.falls_silent_after])
                self.wfile.flush()
                time.sleep(processor.holds_on_seconds)
                self.close_connection = True
                return
            self.wfile.write(answer)

        do_GET = do_POST = do_DELETE = handle_any

    with served(Handler) as url:
        processor.url = f"{url}/v2"
        processor.certificate_url = f"{processor.url}/certificate.pem"
        yield processor
