"""Start Nutgraf: the same program as the console script ``nutgraf``."""

if __name__ == "__main__":
    # Not above, as each worker process loads this file, too.
    from bot.cli import main

    main()
