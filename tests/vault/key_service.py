"""A stand-in for the transit engine of OpenBao, as its API pages describe it."""

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "s.the-token-of-the-desk"


class KeyService:
    def __init__(self) -> None:
        self.box = AESGCM(os.urandom(32))
        self.asked: list[str] = []
        self.broken: int | None = None
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.asked.append(self.path)
                status, answer = service.answer(self.path, self.headers["X-Vault-Token"], body)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, token: str | None, body: dict) -> tuple[int, dict]:
        if self.broken:
            return self.broken, {"errors": ["sealed"]}
        if token != TOKEN:
            return 403, {"errors": ["permission denied"]}
        place = base64.b64decode(body["associated_data"])
        if path == "/v1/transit/encrypt/desk":
            nonce = os.urandom(12)
            sealed = nonce + self.box.encrypt(nonce, base64.b64decode(body["plaintext"]), place)
            return 200, {"data": {"ciphertext": f"vault:v1:{base64.b64encode(sealed).decode()}"}}
        if path == "/v1/transit/decrypt/desk":
            try:
                sealed = base64.b64decode(body["ciphertext"].removeprefix("vault:v1:"))
                plain = self.box.decrypt(sealed[:12], sealed[12:], place)
            except (InvalidTag, ValueError):
                return 400, {"errors": ["cipher: message authentication failed"]}
            return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}
        return 404, {"errors": []}

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
