"""Documents: up with `sendDocument`, down with `getFile` and the file's own address."""

from bot.playground.calls import Call, Upload
from bot.playground.chats import Json
from bot.playground.files import StoredFile
from bot.playground.methods.messages import deliver
from bot.playground.methods.targets import chat_to_write_to
from bot.playground.methods.texts import caption
from bot.playground.refusals import RefusedError, bad_request
from bot.playground.state import State

MAX_UPLOAD = 50 * 1024**2
MAX_DOWNLOAD = 20 * 1024**2


async def send_document(state: State, call: Call) -> Json:
    """Play `sendDocument`, with a file of its own or the id of a known one."""
    stored = _document(state, call)
    content: Json = {"document": stored.as_object()}
    if call.text("caption"):
        content |= caption(state, call)
    chat = chat_to_write_to(state, call, kind="documents")
    return deliver(state, call, chat, content)


async def get_file(state: State, call: Call) -> Json:
    """Play `getFile`."""
    if not call.text("file_id"):
        raise bad_request("file_id not specified")
    stored = state.files.get(call.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def _document(state: State, call: Call) -> StoredFile:
    given = call.parameters.get("document")
    if isinstance(given, str):
        attached = call.files.get(given.removeprefix("attach://"))
        given = attached if given.startswith("attach://") and attached else given
    if isinstance(given, Upload):
        return _stored(state, given)
    if not given:
        raise bad_request("there is no document in the request")
    known = state.files.get(str(given))
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known


def _stored(state: State, upload: Upload) -> StoredFile:
    if len(upload.content) > MAX_UPLOAD:
        raise RefusedError(413, "Request Entity Too Large")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return state.keep_file(upload.name, upload.content)


METHODS = {"sendDocument": send_document, "getFile": get_file}
