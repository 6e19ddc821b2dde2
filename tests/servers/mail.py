"""A mail server of a test's own (aiosmtpd): it keeps what it takes, and answers as it is told."""

import asyncio
import email
import email.policy
import ssl
import subprocess
import warnings
from collections import deque
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.ports import LOOPBACK, free_port

Security = Literal["none", "starttls", "tls"]
TAKEN = "250 Taken"


class MailServer:
    """`answers` are those to the next letters, one each; then they are taken. With a `password` one has to sign in as
    `parlour`. It can be stopped and started again at the same port.
    """

    def __init__(
        self,
        *,
        security: Security = "none",
        certificate: Path | None = None,
        password: str = "",
    ) -> None:
        self.port = free_port()
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.answers: deque[str] = deque()
        self._security = security
        self._password = password
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._context.load_cert_chain(certificate)
        self._server: asyncio.Server | None = None

    async def start(self) -> Self:
        context = self._context if self._security == "tls" else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._greet, LOOPBACK, self.port, ssl=context)
        return self

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd)
        answer = self.answers.popleft() if self.answers else TAKEN
        if answer == TAKEN:
            self.envelopes.append(envelope)
            content = cast(bytes, envelope.content)
            self.letters.append(email.message_from_bytes(content, policy=email.policy.default))
        return answer

    def _greet(self) -> SMTP:
        is_starttls = self._security == "starttls"
        how: dict[str, Any] = {"tls_context": self._context, "require_starttls": True} if is_starttls else {}
        if self._password:
            how |= {"authenticator": self._let_in, "auth_required": True, "auth_require_tls": is_starttls}
        with warnings.catch_warnings():
            # It does not see that a connection is encrypted from its beginning.
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            return SMTP(self, hostname="mail.test", enable_SMTPUTF8=True, loop=asyncio.get_running_loop(), **how)

    def _let_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: Any) -> AuthResult:
        is_known = who == LoginPassword(b"parlour", self._password.encode())
        return AuthResult(success=is_known, handled=False)


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """One of its two bodies."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def make_certificate(directory: Path) -> Path:
    """Of `localhost`, signed by itself; with its key in one file."""
    key, certificate, both = (directory / name for name in ("key.pem", "certificate.pem", "both.pem"))
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    whose = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", *kind, *whose, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_text(key.read_text() + certificate.read_text())
    return both
