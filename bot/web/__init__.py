"""HTTP of the bot itself: health, metrics, push, webhook and a status page.

Knows neither Telegram nor the playground: what it needs of them comes as a function.
"""
