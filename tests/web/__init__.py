"""The bot's own endpoints over real HTTP."""
