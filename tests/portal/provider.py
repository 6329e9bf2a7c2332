"""A small OpenID Connect provider in a thread: discovery, keys, codes and tokens; a test may make it lie, or hang."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "lakou-martinique", "provider-secret-word"


class Provider:
    """`claims` go into every ID token; `document` into its description of itself."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published: RSAKey | None = None
        self.claims: dict[str, Any] = {"email": "Melissa@x.example", "email_verified": True}
        self.document: dict[str, Any] = {}
        self.questions: dict[str, dict[str, str]] = {}
        self.answering = threading.Event()
        self.answering.set()
        self.asked = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.set()
                provider.answering.wait(30)
                self._say(*provider.get(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._say(*provider.token(self.headers.get("Authorization", ""), parse_qs(body)))

            def _say(self, status: int, answer: Any) -> None:
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_anything: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.answering.set()
        self.server.shutdown()
        self.server.server_close()

    def get(self, path: str) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            described = {name: self.issuer + end for name, end in ends.items()}
            return 200, {"issuer": self.issuer, **described, **self.document}
        if path == "/keys":
            return 200, {"keys": [(self.published or self.key).as_dict(private=False)]}
        return 404, {}

    def consent(self, location: str) -> dict[str, str]:
        """What a person does at the provider: she says yes, and her browser is sent back with these."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = f"code-{len(self.questions)}"
        self.questions[code] = asked
        return {"state": asked["state"], "code": code}

    def token(self, authorization: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        asked = self.questions.pop(form["code"][0], None)
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).decode().rstrip("=")
        if asked is None or authorization != f"Basic {client}" or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"][0] != asked["redirect_uri"]:
            return 400, {"error": "invalid_request"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.claims,
        }
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}
