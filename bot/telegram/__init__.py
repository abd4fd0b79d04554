"""The only place that knows Telegram's classes: updates in, messages out, and what is said between.

Nothing outside imports `telegram`; from here one may import ingest, digests, render and the store.
"""

import os

# Read by python-telegram-bot at each access: durations are `timedelta`. Without it the library
# warns whenever a flood answer is made, and the whole number it then gives is deprecated.
os.environ.setdefault("PTB_TIMEDELTA", "true")
