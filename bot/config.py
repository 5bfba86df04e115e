"""Settings: one frozen object, read once from the environment.

Importing pydantic takes longer than answering, so `ask` and `chat` use `bot.places` alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import places
from index.errors import BadData
from index.milvus import Milvus


class Settings(BaseSettings):
    """Each field is the variable of the same name in capitals: TIMELINE_INDEX is `index`, TELEGRAM_BOT_TOKEN `telegram_bot_token`."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_prefix=places.PREFIX,
        env_ignore_empty=True,  # compose files and units leave variables empty where they mean unset
        hide_input_in_errors=True,  # a token or secret may be what is wrong
        validate_by_name=True,
    )

    index: Path = Field(default_factory=places.index_folder)
    """Folder of the index."""
    state: Path = Field(default_factory=places.state_file)
    """SQLite file of what the Telegram bot must not lose."""
    store: Literal["faiss", "milvus"] = "faiss"
    """Where the vectors of the index are: in its folder, or in Milvus."""
    milvus_uri: str = ""
    """Address of the server, with the database as its path if it is not the default one; or a file that ends in .db, for Milvus Lite."""
    milvus_token: SecretStr | None = None
    """`user:password`, or an API key."""
    milvus_certificate: Path | None = None
    """PEM of who vouches for the server, if the system does not know them."""
    health_listen: str = "127.0.0.1"
    health_port: int | None = Field(default=None, ge=1, le=65535)
    """Serves /healthz, /readyz and /metrics in polling mode; in webhook mode they are on the webhook's port."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False
    log_questions: bool = False
    """Whether what people ask may stand in the log."""
    user_per_minute: int = Field(default=30, ge=1)
    """Questions of one user; one polite notice, then silence."""
    chat_per_minute: int = Field(default=120, ge=1)
    follow_up_minutes: float = Field(default=60, ge=0)
    """So long a question may be a follow-up of the one before. A reply to an answer always is."""
    stale_minutes: float = Field(default=10, ge=0)
    """A question that waited longer while the bot was away..."""
    stale: Literal["note", "skip"] = "note"
    """...is answered with a note, or passed over."""
    retention_days: float = Field(default=90, gt=0)
    """Questions and votes are kept so long."""
    inline_cache_seconds: int = Field(default=300, ge=0)
    """Telegram may show the same inline results so long."""

    telegram_bot_token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_base_url: str | None = Field(default=None, validation_alias="TELEGRAM_API_BASE_URL")
    """Handed unchanged to python-telegram-bot; ends in /bot."""
    telegram_api_base_file_url: str | None = Field(default=None, validation_alias="TELEGRAM_API_BASE_FILE_URL")
    telegram_webhook_url: str | None = Field(default=None, validation_alias="TELEGRAM_WEBHOOK_URL")
    """Set: webhook mode, and its path is the path that is served. Unset: long polling."""
    telegram_webhook_listen: str = Field(default="127.0.0.1", validation_alias="TELEGRAM_WEBHOOK_LISTEN")
    telegram_webhook_port: int = Field(default=8443, ge=1, le=65535, validation_alias="TELEGRAM_WEBHOOK_PORT")
    telegram_webhook_secret: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_WEBHOOK_SECRET")

    @property
    def milvus(self) -> Milvus | None:
        """Raises BadData."""
        token = "" if self.milvus_token is None else self.milvus_token.get_secret_value()
        return places.milvus_at(self.milvus_uri, token, self.milvus_certificate) if self.store == places.MILVUS else None

    @classmethod
    def from_env(cls) -> Settings:
        """Raises BadData naming the variable, never its value."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise BadData(f"{variable(str(first['loc'][0]))}: {first['msg'].lower()}") from None


def variable(field: str) -> str:
    """The environment variable that a field is read from."""
    name = field.upper()
    return name if name.startswith("TELEGRAM_") else places.PREFIX + name


def variables() -> list[str]:
    """Every setting there is, for the documentation and its test."""
    return [variable(field) for field in Settings.model_fields]
