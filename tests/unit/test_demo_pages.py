"""The small web server of `parlour demo`."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.cli.demo.pages import Folder, Origin, answering

POLICY = "default-src 'none'; img-src 'self'"


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Origin]:
    (tmp_path / "secret.html").write_text("not for anybody")
    site = tmp_path / "site"
    (site / "drawings").mkdir(parents=True)
    (site / "index.html").write_text("Welcome, $name")
    (site / "index.fa.html").write_text("خوش آمدید، $name")
    (site / "drawings" / "oak.svg").write_text("<svg/>")
    with Origin(0) as made:
        made.folders["/"] = Folder(site, POLICY, {"name": "Vera"})
        made.documents["/settings.json"] = b"{}"
        with answering(made):
            yield made


def ask(origin: Origin, path: str, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", origin.server_port, timeout=5)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers


def test_a_page_has_its_words_and_its_policy(origin: Origin) -> None:
    """
    The name of the directory gives its page, filled in, with the policy of the folder.
    """
    status, body, headers = ask(origin, "/")
    assert (status, body) == (200, "Welcome, Vera")
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("address", "words"),
    [("/?lang=fa", "خوش آمدید، Vera"), ("/?lang=pl", "Welcome, Vera"), ("/?lang=../../secret", "Welcome, Vera")],
)
def test_a_page_comes_in_the_language_asked_for(origin: Origin, address: str, words: str) -> None:
    """
    Where there is no such translation, and whatever else is asked for, it is the page itself.
    """
    assert ask(origin, address)[:2] == (200, words)


@pytest.mark.parametrize(
    ("path", "kind"), [("/drawings/oak.svg", "image/svg+xml"), ("/settings.json", "application/json")]
)
def test_files_and_documents_have_their_kind(origin: Origin, path: str, kind: str) -> None:
    """
    What is not a page is given as it is.
    """
    status, _, headers = ask(origin, path)
    assert (status, headers["Content-Type"]) == (200, kind)


@pytest.mark.parametrize(
    "path", ["/../secret.html", "/..%2fsecret.html", "/%00", "/drawings", "/drawings/", "/no", "/" + "a" * 5000]
)
def test_nothing_else_is_there(origin: Origin, path: str) -> None:
    """
    Whatever the path says, only files of the folder are given.
    """
    assert ask(origin, path)[0] == 404


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", ""])
def test_other_names_are_not_answered(origin: Origin, name: str) -> None:
    """
    A website that made its own name lead to this machine gets nothing.
    """
    assert ask(origin, "/settings.json", Host=name)[0] == 404


def test_its_own_names_are_answered(origin: Origin) -> None:
    """
    The address and `localhost`, with any port, since ports may be forwarded.
    """
    assert ask(origin, "/settings.json", Host="localhost:9000")[0] == 200
