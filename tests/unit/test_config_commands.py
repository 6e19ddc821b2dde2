"""The section about commands of the site's own."""

from pathlib import Path

import pytest

import config
from component.clashes import clashes
from config import ConfigError, Finding
from config.commands import signing_key
from config.showing import build_yaml
from tests.servers.hook import KEY, SECRET
from tests.unit.test_config_mistakes import GOOD

ORDER = f"""\
commands:
  order:
    url: https://shop.example.org/hooks/order
    secret: {SECRET}
    words: {{en: [order, orders], fa: سفارش}}
    title: look an order up
"""


def read(tmp_path: Path, text: str) -> config.Loaded:
    """A file of this text, as the command line reads it."""
    file = tmp_path / "parlour.yaml"
    file.write_text(GOOD + text, encoding="utf-8")
    return config.read(file, {}, rules=[clashes])


def finding(tmp_path: Path, text: str) -> Finding:
    """The only thing that is wrong with it."""
    with pytest.raises(ConfigError) as refusal:
        read(tmp_path, text)
    (found,) = refusal.value.findings
    return found


def test_a_url_a_key_and_a_title_are_enough(tmp_path: Path) -> None:
    """
    The rest is filled in; a single word is a list of one.
    """
    order = read(tmp_path, ORDER).settings.commands["order"]
    assert order.words == {"en": ("order", "orders"), "fa": ("سفارش",)}
    assert (order.permission, order.departments, order.usage) == ("answer", (), None)
    assert order.timeout.total_seconds() == 10
    assert order.secret is not None
    assert signing_key(order.secret.get_secret_value()) == KEY


@pytest.mark.parametrize(
    ("right", "wrong", "place", "words"),
    [
        ("url: https", "url: http", "11:5", "would travel unencrypted"),
        ("https://", "https://shop:key@", "11:5", "cannot stand in this address"),
        ("https://shop.example.org", "shop.example.org", "11:5", "is not an http or https address"),
        (SECRET, "hunter2", "12:5", "echo whsec_$(openssl rand -base64 32)"),
        (SECRET, "whsec_c2hvcnQ=", "12:5", "This key has 5 bytes; it must have 24 to 64."),
        (f"secret: {SECRET}", "secret_file: /nowhere", "12:5", "“/nowhere” cannot be read"),
        (f"    secret: {SECRET}\n", "", "10:3", "The setting “secret” is missing."),
        ("[order, orders]", '["!order"]', "13:18", "Write it without “!”"),
        ("title: look", "permission: anser\n    title: look", "14:5", "Did you mean “answer”?"),
        ("title: look", "departments: [suport]\n    title: look", "14:19", "Did you mean “support”?"),
        ("title: look", "timeout: 5 min\n    title: look", "14:5", "No agent waits for longer than a minute."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, right: str, wrong: str, place: str, words: str) -> None:
    """
    And how it would be right.
    """
    with pytest.raises(ConfigError) as refusal:
        read(tmp_path, ORDER.replace(right, wrong))
    first = refusal.value.findings[0]
    assert (str(first.line) + ":" + str(first.column)) == place
    assert words in str(first)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8090/order", "http://localhost/order?shop=1", "http://[::1]:1/"])
def test_this_machine_needs_no_certificate(tmp_path: Path, url: str) -> None:
    """
    What does not leave it cannot be read on the way.
    """
    read_url = read(tmp_path, ORDER.replace("https://shop.example.org/hooks/order", url)).settings.commands["order"].url
    assert read_url == url


@pytest.mark.parametrize(
    ("added", "path", "words"),
    [
        (
            "  take: {title: t, url: https://a.test/, secret: KEY}",
            "commands.take",
            "“take” calls Parlour's own command",
        ),
        (
            "  x: {title: t, url: https://a.test/, secret: KEY, words: {en: [ok, Take Over]}}",
            "commands.x.words.en[1]",
            "“take over” calls Parlour's own command “takeover”",
        ),
        (
            "  x: {title: t, url: https://a.test/, secret: KEY, words: {en: [بردار]}}",
            "commands.x.words.en[0]",
            "“بردار” calls Parlour's own command “take”",
        ),
        ("  orders: {title: t, url: https://a.test/, secret: KEY}", "commands.orders", "the command “order” already"),
        ("canned: {order: {text: x}}", "commands.order", "“!order” sends a prepared text"),
        ("canned: {orders2: {text: x}}", "commands.order.words.en[1]", "“!orders2” sends a prepared text"),
        ("canned: {close: {text: x}}", "canned.close", "“!close” calls Parlour's own command “close”"),
        ("canned: {c4: {text: x}}", "canned.c4", "“!c4” calls Parlour's own command “canned”"),
    ],
)
def test_a_word_means_one_thing(tmp_path: Path, added: str, path: str, words: str) -> None:
    """
    Parlour's own in any language, prepared texts and other commands have theirs already.
    """
    found = finding(tmp_path, f"{ORDER}{added.replace('KEY', SECRET)}\n")
    assert found.path == path
    assert found.line is not None
    assert words in str(found)


def test_the_key_can_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    """
    A file that everybody may read is advised against; what is shown can be loaded, without the key or with it.
    """
    key = tmp_path / "order-secret"
    key.write_text(f"{SECRET}\n")
    key.chmod(0o644)
    loaded = read(tmp_path, ORDER.replace(f"secret: {SECRET}", "secret_file: order-secret"))
    exposed = [each for each in loaded.advice if each.path == "commands.order.secret"]
    assert [f"chmod o-r {key}"] == [each.fix for each in exposed]
    assert SECRET not in repr(loaded.settings)
    assert SECRET not in build_yaml(loaded.settings)
    assert "secret_file: order-secret" in build_yaml(loaded.settings)
    shown = tmp_path / "shown.yaml"
    shown.write_text(build_yaml(loaded.settings, redact=False), encoding="utf-8")
    key.unlink()
    assert config.load(shown, {}).commands["order"].secret == loaded.settings.commands["order"].secret
