"""A root key that never leaves its key service: the transit engine of OpenBao or Vault.

The service must bind a ciphertext to its place (`associated_data`), which it does for keys of the
type aes256-gcm96. Only keys of companies cross the line, a few times in the life of a process.
"""

import base64
import binascii
import http.client
import json
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .wrapping import RootKeyAway, RootKeyError, Unreadable

TIMEOUT_SECONDS = 5.0
REFUSED = {401, 403}


@dataclass(frozen=True)
class Transit:
    """One named key at `url`, as in https://bao.example.org:8200."""

    url: str
    name: str
    token: str = field(repr=False)

    def wrap(self, key: bytes, *, place: str) -> bytes:
        answer = self._ask("encrypt", {"plaintext": _text(key), **_bound(place)})
        return str(answer["ciphertext"]).encode("ascii")

    def unwrap(self, wrapped: bytes, *, place: str) -> bytes:
        # What another root key wrapped is no text of this service.
        ciphertext = wrapped.decode("ascii", errors="replace")
        answer = self._ask("decrypt", {"ciphertext": ciphertext, **_bound(place)}, place=place)
        return base64.b64decode(answer["plaintext"])

    def _ask(self, verb: str, body: dict[str, str], *, place: str = "") -> dict[str, Any]:
        """The answer's data. Nothing of either goes into an error: both hold keys."""
        status, text = self._post(f"/v1/transit/{verb}/{self.name}", json.dumps(body))
        if status == http.client.BAD_REQUEST and verb == "decrypt":
            raise Unreadable(f"the key does not open at {place}")
        if status in REFUSED:
            raise RootKeyError(f"The key service refuses DSAR_KMS_TOKEN for {verb} ({status})")
        if status != http.client.OK:
            raise RootKeyAway(f"The key service answered {status} to {verb}")
        try:
            data: dict[str, Any] = json.loads(text)["data"]
            base64.b64decode(data.get("plaintext", ""), validate=True)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            raise RootKeyAway("The key service gave an answer that cannot be read") from None
        return data

    def _post(self, path: str, body: str) -> tuple[int, bytes]:
        at = urlsplit(self.url)
        connection: http.client.HTTPConnection
        if at.scheme == "https":
            trusted = ssl.create_default_context()
            connection = http.client.HTTPSConnection(
                at.netloc, timeout=TIMEOUT_SECONDS, context=trusted
            )
        else:
            connection = http.client.HTTPConnection(at.netloc, timeout=TIMEOUT_SECONDS)
        headers = {"X-Vault-Token": self.token, "Content-Type": "application/json"}
        try:
            connection.request("POST", at.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise RootKeyAway(f"The key service does not answer: {type(error).__name__}") from None
        finally:
            connection.close()


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _bound(place: str) -> dict[str, str]:
    return {"associated_data": _text(f"dsar.vault/{place}".encode())}
