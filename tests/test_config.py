from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot import places
from bot.config import Settings, variables
from index.errors import BadData

TOKEN = "123456:not-to-be-seen-anywhere"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting comes from the machine that runs the tests."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def test_every_setting_has_a_default_but_the_token() -> None:
    settings = Settings.from_env()
    assert settings.telegram_bot_token is None
    assert (settings.telegram_webhook_listen, settings.telegram_webhook_port) == ("127.0.0.1", 8443)
    assert settings.index == places.index_folder()


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_INDEX", "/somewhere")
    monkeypatch.setenv("TIMELINE_STATE", "/elsewhere.sqlite")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_BASE_URL", "http://localhost:8081/bot")
    settings = Settings.from_env()
    assert (settings.index, settings.state) == (Path("/somewhere"), Path("/elsewhere.sqlite"))
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api_base_url == "http://localhost:8081/bot"


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_INDEX", "")
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "")
    settings = Settings.from_env()
    assert settings.index == places.index_folder({})
    assert settings.telegram_webhook_url is None


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.from_env().index = Path()


def test_the_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = Settings.from_env()
    assert TOKEN not in repr(settings) + str(settings) + settings.model_dump_json()


def test_a_bad_value_is_refused_by_the_name_of_its_variable_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_PORT", "my-secret")
    with pytest.raises(BadData, match=r"^TELEGRAM_WEBHOOK_PORT: .*integer") as caught:
        Settings.from_env()
    assert "my-secret" not in str(caught.value)


def test_settings_can_be_given_by_name() -> None:
    settings = Settings(telegram_webhook_port=80, index=Path("here"))
    assert (settings.telegram_webhook_port, settings.index) == (80, Path("here"))


def test_the_index_is_in_the_users_cache_and_the_state_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    assert places.index_folder(environ) == tmp_path / "cache" / "timeline-bot" / "fall-of-damascus"
    assert places.state_file(environ) == tmp_path / "state" / "timeline-bot" / "state.sqlite"
    assert places.index_folder({"XDG_CACHE_HOME": "relative"}) == places.index_folder({})
    assert places.index_folder(environ | {"TIMELINE_INDEX": "mine"}) == Path("mine")


def test_where_the_index_is_can_be_known_without_pydantic() -> None:
    code = "import sys, bot.places; print(bot.places.index_folder()); assert not any('pydantic' in name for name in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
