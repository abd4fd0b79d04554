"""Values → what Telegram shows. Pure, strings only; may import `bot.model` and `bot.errors`."""
