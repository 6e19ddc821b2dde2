"""From a file and the environment to settings that are complete."""

import re
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import config
from config import Endpoint, Settings
from config.document import parse_path
from config.findings import Severity
from config.reference import build_json_schema
from config.showing import build_yaml

SMALLEST = """\
public_url: https://chat.example.org
xmpp:
  domain: livechat.example.org        # our component
  secret_file: secret
  muc: conference.example.org         # the server's own rooms
departments:
  support:
    agents: [ann@example.org, bob@example.org]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("of the component\n")
    file = tmp_path / "parlour.yaml"
    file.write_text(SMALLEST)
    return file


def load(file: Path, environ: Mapping[str, str] | None = None, **options: Any) -> Settings:
    return config.load(file, environ or {}, {parse_path(key): value for key, value in options.items()})


def test_the_smallest_file_runs(file: Path) -> None:
    """
    Three names, a secret and two agents are enough; all else is filled in.
    """
    settings = load(file)
    support = settings.departments["support"]
    assert settings.xmpp.secret.get_secret_value() == "of the component"
    assert settings.xmpp.server == Endpoint("127.0.0.1", 5347)
    assert [agent.jid for agent in support.agents] == ["ann@example.org", "bob@example.org"]
    assert support.lobby == "support-lobby@conference.example.org"
    assert support.name.pick("fa") == "Support"
    assert support.timers.agent_silence == timedelta(minutes=5)
    assert settings.channels["default"].departments == ("support",)
    assert settings.channels["default"].name.pick() == "Chat"
    assert settings.rooms.privacy == "semi-anonymous"
    assert settings.store.url == f"sqlite:///{file.parent}/parlour.db"


def test_the_example_loads() -> None:
    """
    The commented example is a configuration as it stands, and needs nothing but its placeholders replaced.
    """
    settings = config.load(Path(str(files("config") / "example.yaml")), {})
    assert set(settings.departments) == {"support"}


def test_each_commented_line_of_the_example_is_right(tmp_path: Path) -> None:
    """With every comment that is a setting uncommented (one of each pair of a secret and its file), the example
    still loads.
    """
    text = (files("config") / "example.yaml").read_text(encoding="utf-8")
    uncommented = re.sub(r"^( *)# ( *)(?=[a-z_]+:(?: |$))(?!.*_file:)", r"\1\2", text, flags=re.MULTILINE)
    file = tmp_path / "parlour.yaml"
    file.write_text(uncommented, encoding="utf-8")
    settings = load(file)
    assert uncommented.count("\n# ") < text.count("\n# ")
    assert settings.channels["default"].locale == "fa"
    assert settings.departments["night"].fallback == "support"
    assert settings.departments["support"].timers.away_grace == timedelta(minutes=5)
    assert settings.http == Settings.model_fields["http"].get_default(call_default_factory=True)


def test_option_before_environment_before_file_before_default(file: Path) -> None:
    """
    The nearer a value is to the call, the more it counts.
    """
    file.write_text(SMALLEST + "log: {level: warning}\nhttp: {listen: 127.0.0.1:1, max_connections: 5}\n")
    environ = {"PARLOUR_HTTP__LISTEN": "127.0.0.1:2", "PARLOUR_HTTP__MAX_CONNECTIONS": "6"}
    settings = load(file, environ, **{"http.listen": "127.0.0.1:3"})
    assert settings.http.listen.port == 3
    assert settings.http.max_connections == 6
    assert settings.log.level == "warning"
    assert settings.log.format == "text"


def test_lists_and_names_in_the_environment(file: Path) -> None:
    """
    Lists are written with commas or as YAML; `_` stands for the `-` of a name that the file knows.
    """
    file.write_text(SMALLEST.replace("support:", "first-line:"))
    environ = {
        "PARLOUR_HTTP__TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1",
        "PARLOUR_CHANNELS__SHOP__ORIGINS": '["https://shop.example.org"]',
        "PARLOUR_DEPARTMENTS__FIRST_LINE__LANGUAGE": "fa",
    }
    settings = load(file, environ)
    assert [str(network) for network in settings.http.trusted_proxies] == ["10.0.0.0/8", "192.0.2.1/32"]
    assert settings.channels["shop"].origins == ("https://shop.example.org",)
    assert settings.departments["first-line"].language == "fa"


def test_variables_of_others_are_left_alone(file: Path) -> None:
    """
    Kubernetes gives PARLOUR_PORT and the like to processes beside a service of that name; they are not settings.
    """
    settings = load(
        file, {"PARLOUR_PORT": "tcp://10.0.0.1:8080", "PARLOUR_SERVICE_HOST": "10.0.0.1", "PARLOUR_NODE": ""}
    )
    assert settings.node


def test_a_secret_in_the_environment_comes_before_its_file(file: Path) -> None:
    """
    A secret replaces the file of a layer below it, and stays text even when it looks like a number.
    """
    settings = load(file, {"PARLOUR_XMPP__SECRET": "0123"})
    assert settings.xmpp.secret.get_secret_value() == "0123"


def test_the_environment_can_name_the_file_of_a_secret(file: Path, tmp_path: Path) -> None:
    """
    Containers mount secrets as files and name them in the environment.
    """
    (tmp_path / "key").write_text("a key of more than sixteen characters")
    settings = load(file, {"PARLOUR_VISITORS__TOKEN_SECRET_FILE": str(tmp_path / "key")})
    assert settings.visitors.token_secret
    assert settings.visitors.token_secret.get_secret_value() == "a key of more than sixteen characters"


def test_no_secret_is_printed(file: Path) -> None:
    """
    Neither the settings nor what `config show` makes of them contain a secret, unless it is asked for.
    """
    settings = load(
        file, {"PARLOUR_STORE__URL": "postgresql://parlour:hunter2@db/chat", "PARLOUR_VISITORS__TOKEN_SECRET": "k" * 16}
    )
    for text in (repr(settings), str(settings), build_yaml(settings)):
        assert "of the component" not in text
        assert "k" * 16 not in text
    assert "hunter2" not in build_yaml(settings)
    shown = build_yaml(settings, redact=False)
    assert "of the component" in shown
    assert "hunter2" in shown


def test_what_is_shown_can_be_loaded(file: Path, tmp_path: Path) -> None:
    """
    The settings in force, written out, are a configuration that means the same.
    """
    settings = load(file, {"PARLOUR_DEPARTMENTS__SUPPORT__NAME": "{en: Help, fa: کمک}"})
    other = tmp_path / "other.yaml"
    other.write_text(build_yaml(settings, redact=False), encoding="utf-8")
    assert load(other).departments == settings.departments
    assert load(other).channels == settings.channels


def test_an_empty_section_means_its_defaults(file: Path) -> None:
    """
    `http:` with every line below it commented out is as good as no `http:` at all.
    """
    file.write_text(SMALLEST + "http:\nchannels:\n  shop:\n")
    settings = load(file)
    assert settings.http.listen.port == 8080
    assert set(settings.channels) == {"default", "shop"}


def test_the_key_of_tokens_is_made_once(file: Path) -> None:
    """
    Without a configured key one is made beside the database, readable by its owner alone, and used ever after.
    """
    settings = load(file)
    key = config.token_key(settings)
    kept = file.parent / "parlour.key"
    assert len(key) == 64
    assert kept.stat().st_mode & 0o777 == 0o600
    assert config.token_key(load(file)) == key


def test_settings_from_memory_are_the_same(file: Path, tmp_path: Path) -> None:
    """
    A mapping of the file's shape gives what the file gives.
    """
    given = {
        "public_url": "https://chat.example.org",
        "node": "one",
        "xmpp": {"domain": "livechat.example.org", "secret_file": "secret", "muc": "conference.example.org"},
        "departments": {"support": {"agents": ["ann@example.org", "bob@example.org"]}},
    }
    assert config.parse(given, directory=tmp_path) == load(file, {"PARLOUR_NODE": "one"})


def test_the_schema_for_editors_knows_every_section() -> None:
    """
    The JSON Schema has descriptions, defaults in the form of the file, and forbids what is unknown.
    """
    schema = build_json_schema()
    http = schema["$defs"]["HTTP"]
    assert set(schema["properties"]) == set(Settings.model_fields)
    assert http["additionalProperties"] is False
    assert http["properties"]["listen"]["default"] == "127.0.0.1:8080"
    assert schema["$defs"]["Timers"]["properties"]["agent_silence"]["default"] == "5 min"
    assert all("description" in field for field in http["properties"].values())


def test_a_secret_that_everybody_can_read_is_said(file: Path) -> None:
    """
    Whoever may log in on the host should not be able to read what the XMPP server believes.
    """
    (file.parent / "secret").chmod(0o644)
    (exposed,) = [finding for finding in config.read(file, {}).advice if finding.path == "xmpp.secret"]
    assert f"chmod o-r {file.parent / 'secret'}" in exposed.fix
    (file.parent / "secret").chmod(0o640)
    assert not [finding for finding in config.read(file, {}).advice if finding.path == "xmpp.secret"]


def test_advice_does_not_stand_in_the_way(file: Path) -> None:
    """
    What works but could be better is said, and loads.
    """
    file.write_text(SMALLEST.replace("https://chat", "http://chat"))
    (file.parent / "secret").chmod(0o600)
    advice = config.read(file, {}).advice
    assert {finding.severity for finding in advice} == {Severity.ADVICE}
    assert {finding.path for finding in advice} == {"public_url", "visitors.token_secret"}
