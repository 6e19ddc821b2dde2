"""The visitor's token: their id, signed. It never stands in a URL or a log line.

Rule 1: a token that is forged, too old, or not ours is the same as none.
Rule 2: the first key signs, every key is accepted; so a key is replaced by putting a new one before it.
Rule 3: nodes may disagree about the time a little: a token from the near future is good.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Final

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from bridge.model import VisitorId

_SALT: Final = "parlour visitor"
_SKEW: Final = 300  # seconds


class Tokens:
    """Issues and reads tokens; `life` in seconds, `now` in seconds since 1970."""

    def __init__(self, keys: Sequence[str], life: float, now: Callable[[], float] = time.time) -> None:
        self._life = life
        self._now = now

        class Signer(TimestampSigner):
            """Signs with our clock."""

            def get_timestamp(self) -> int:
                return int(now())

        self._serializer = URLSafeTimedSerializer(
            list(reversed(keys)),
            salt=_SALT,
            signer=Signer,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def issue(self, visitor: VisitorId) -> str:
        """A fresh token."""
        return str(self._serializer.dumps(visitor))

    def read(self, token: str | None) -> VisitorId | None:
        """Whom a token names, or `None`."""
        visitor, _age = self._open(token)
        return visitor

    def renew(self, token: str | None, visitor: VisitorId) -> str:
        """The token to go on with: this one until half of its life is over, else a fresh one."""
        named, age = self._open(token)
        if token is not None and named == visitor and age < self._life / 2:
            return token
        return self.issue(visitor)

    def _open(self, token: str | None) -> tuple[VisitorId | None, float]:
        if not token:
            return None, 0.0
        try:
            visitor, signed_at = self._serializer.loads(token, return_timestamp=True)
        except BadSignature:
            return None, 0.0
        age = self._now() - signed_at.timestamp()
        if not isinstance(visitor, str) or not -_SKEW <= age <= self._life:
            return None, 0.0
        return VisitorId(visitor), age
