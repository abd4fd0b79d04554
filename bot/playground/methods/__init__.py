"""What the Bot API can do here: a handler for each method that is played.

A handler takes the state and a call whose parameters are checked, changes the state and returns the
`result` of the answer, or raises `RefusedError`. Imports the playground's state modules.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.playground.calls import Call
from bot.playground.methods import answers, files, messages, polling, profile, rooms
from bot.playground.state import State

Handler = Callable[[State, Call], Awaitable[object]]

HANDLERS: Mapping[str, Handler] = {
    **answers.METHODS,
    **files.METHODS,
    **messages.METHODS,
    **polling.METHODS,
    **profile.METHODS,
    **rooms.METHODS,
}
