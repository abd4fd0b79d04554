"""Files that people and the bot have sent. Imports nothing of the project."""

import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file by its id."""

    id: str
    name: str
    content: bytes

    @property
    def unique_id(self) -> str:
        """Name the file for every bot."""
        return f"u{self.id}"

    @property
    def path(self) -> str:
        """Where `getFile` says that it lies; nothing of the sender's name but its ending."""
        return f"documents/file_{self.id}{PurePosixPath(self.name).suffix}"

    def as_object(self) -> dict[str, Any]:
        """Return a `Document`."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "file_size": len(self.content),
        }
