"""What is signed, and which answers of a web server can be used."""

import base64
import json
from typing import Any

import pytest

from bridge.errors import Refused
from bridge.text import MAX_AGENT_TEXT
from component.webhooks import LARGEST, Answer, parse_answer, sign
from tests.servers.hook import KEY


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """
    The example by which the libraries of Standard Webhooks test themselves.
    """
    signature = sign(KEY, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert base64.b64encode(KEY) == b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "said", "answer"),
    [
        (204, b"", Answer()),
        (200, {}, Answer()),
        (200, {"text": " shipped\r\nyesterday ", "other": 1}, Answer(text="shipped\nyesterday")),
        (200, {"say": "Hello", "note": None}, Answer(say="Hello")),
        (200, {"text": "a\x00b\ud800c", "note": "\x1b[31m"}, Answer(text="a\ufffdb\ufffdc", note="\ufffd[31m")),
    ],
)
def test_an_answer_is_made_safe(status: int, said: Any, answer: Answer) -> None:
    """
    Nothing that it says can harm a stream; what is not known is passed over.
    """
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    assert parse_answer("order", status, body) == answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"\x1f\x8b\x08",
        b"[" * 60_000,
        b"9" * 60_000,
        b'["text"]',
        b'{"text": 4711}',
        b'{"text": {"a": 1}}',
        b'{"text": "' + b"x" * LARGEST + b'"}',
        b'{"say": "' + b"x" * MAX_AGENT_TEXT + b'!"}',
    ],
)
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    """
    However broken it is, with one sentence.
    """
    with pytest.raises(Refused, match="“order” answered something that cannot be read here"):
        parse_answer("order", 200, body)


@pytest.mark.parametrize("status", [201, 301, 400, 404, 410, 429, 500, 503])
def test_an_error_is_told_by_its_number(status: int) -> None:
    """
    What stands in it is for nobody.
    """
    with pytest.raises(Refused, match=rf"“order” answered with an error \({status}\)"):
        parse_answer("order", status, b'{"text": "trace", "say": "trace"}')
