"""Where a command is called: the settings of this process and this folder."""

import os
from pathlib import Path

from bot.settings import Settings, read_settings

ENV_FILE = Path(".env")


def settings() -> Settings:
    """The settings as they are here.

    Raises:
        SettingsError: one is wrong.
    """
    return read_settings(os.environ, ENV_FILE)
