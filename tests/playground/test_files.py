"""Tests of documents, up and down."""

from telegram import Bot, InputFile

from bot.playground.chats import Person
from bot.playground.server import Playground
from tests.playground.wire import Wire

OPML = b'<opml version="2.0"><body/></opml>'


async def test_a_document_of_a_person_can_be_fetched(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    """`getFile` and the file's address give back the bytes."""
    playground.says(ada, "my feeds", sender=ada, document=("feeds.opml", OPML))
    update = (await bot.get_updates(offset=-1))[-1]
    assert update.message is not None
    assert update.message.document is not None
    file = await bot.get_file(update.message.document.file_id)
    assert file.file_path is not None
    assert (update.message.caption, file.file_path[-5:]) == ("my feeds", ".opml")


async def test_the_address_serves_the_bytes(wire: Wire, ada: Person) -> None:
    """A file lies where `getFile` says, and nowhere else."""
    playground = wire.playground
    playground.says(ada, "", sender=ada, document=("feeds.opml", OPML))
    document = playground.messages(ada)[-1]["document"]
    path = (await wire.call("getFile", file_id=document["file_id"])).result["file_path"]
    base = f"{playground.url}/file/bot{playground.token}"
    async with wire.session.get(f"{base}/{path}") as response:
        assert await response.read() == OPML
    async with wire.session.get(f"{base}/documents/other") as response:
        assert response.status == 404


async def test_the_bot_sends_a_document(playground: Playground, bot: Bot, ada: Person) -> None:
    """A multipart upload arrives with its caption, and can be sent again by its id."""
    sent = await bot.send_document(
        ada.id, InputFile(OPML, "export.opml"), caption="<b>All</b> of it", parse_mode="HTML"
    )
    assert sent.document is not None
    again = await bot.send_document(ada.id, sent.document.file_id)
    [first, second] = playground.from_bot(ada)
    assert (first["caption"], first["document"]) == ("All of it", second["document"])
    assert again.document == sent.document


async def test_an_empty_document_and_a_long_caption_are_refused(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """A file needs a byte, a caption has at most 1,024 code points."""
    playground.says(ada, "", sender=ada, document=("feeds.opml", OPML))
    known = playground.messages(ada)[-1]["document"]["file_id"]
    long = await wire.call("sendDocument", chat_id=ada.id, document=known, caption="x" * 1025)
    empty = await wire.upload("sendDocument", chat_id=ada.id, document=("empty.txt", b""))
    assert (long.words, empty.words) == (
        "Bad Request: message caption is too long",
        "Bad Request: file must be non-empty",
    )


async def test_a_file_of_more_than_20_megabytes_stays_up_there(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """What is too big cannot be fetched."""
    playground.says(ada, "", sender=ada, document=("big.bin", bytes(20 * 1024**2 + 1)))
    big = playground.messages(ada)[-1]["document"]["file_id"]
    assert (await wire.call("getFile", file_id=big)).words == "Bad Request: file is too big"


async def test_an_attached_document_is_found(wire: Wire, ada: Person) -> None:
    """``attach://`` names another part of the form."""
    answer = await wire.upload(
        "sendDocument", chat_id=ada.id, document="attach://part", part=("feeds.opml", OPML)
    )
    assert answer.result["document"]["file_size"] == len(OPML)
