"""Start Nutgraf: the same program as the console script ``nutgraf``."""

from bot.cli import main

if __name__ == "__main__":
    main()
