"""The subcommands: each reads its arguments, asks the part of the bot that knows, and prints.

A module is loaded when its command is called, so that `summarize` does not wait for the database's
libraries. Commands do not know each other; what they share stands in `here`, `inputs`, `lazy`,
`lines`, `network`, `pages`, `reader`, `shapes` and `stored`.
"""
