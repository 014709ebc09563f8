"""The file of a backup: a tar with the database, the media, and, as its last member, a manifest with their checksums.

Since the manifest comes last, an archive that was cut short has none.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from config.backups.errors import BackupProblem, DamagedArchive

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media/"
PIECE = 1 << 20
"""Bytes read at a time."""


@dataclass(frozen=True)
class Checked:
    """Of one member: its length in bytes and the hex SHA-256 of these."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """``database`` is the vendor, ``migrations`` are those it had, as ``app.name``.

    ``media`` is whether uploads are in the archive: those in a bucket are not.
    """

    made_at: str
    version: str
    database: str
    migrations: list[str]
    media: bool
    files: dict[str, Checked] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds members to the archive and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._files: dict[str, Checked] = {}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """As many bytes as ``size``. Raises OSError when there are fewer."""
        member = tarfile.TarInfo(name)
        member.size = size
        member.mode = 0o600
        summing = Summing(content)
        self._tar.addfile(member, summing)
        self._files[name] = Checked(size, summing.digest())

    def finish(self, manifest: Manifest) -> None:
        manifest.files = self._files
        text = json.dumps(asdict(manifest), indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        member.mode = 0o600
        self._tar.addfile(member, BytesIO(text))


class Summing:
    """Reads on behalf of another, and keeps the checksum of what went through."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._sum = sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self._sum.update(piece)
        self.size += len(piece)
        return piece

    def digest(self) -> str:
        return self._sum.hexdigest()


class Reader:
    """An archive whose every byte has been compared with its manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = {member.name: member for member in tar.getmembers()}
        if len(self._members) != len(tar.getmembers()) or MANIFEST not in self._members:
            raise DamagedArchive("it has no manifest, or twice the same file")
        self.manifest = _manifest(self._content(MANIFEST).read())
        self._check_names()
        for name, expected in self.manifest.files.items():
            if _checked(self._content(name)) != expected:
                raise DamagedArchive(f"{name} does not match its checksum")

    def media_names(self) -> list[str]:
        return [name.removeprefix(MEDIA) for name in self.manifest.files if name.startswith(MEDIA)]

    def extract(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        content = self._content(name)
        with target.open("xb") as output:
            while piece := content.read(PIECE):
                output.write(piece)

    def _check_names(self) -> None:
        if set(self.manifest.files) != set(self._members) - {MANIFEST} or DATABASE not in self._members:
            raise DamagedArchive("its files are not those of its manifest")
        for name in self.media_names():
            if not name or name.startswith("/") or ".." in PurePosixPath(name).parts:
                raise DamagedArchive(f"{name!r} is no name of a file")

    def _content(self, name: str) -> IO[bytes]:
        content = self._tar.extractfile(self._members[name]) if self._members[name].isreg() else None
        if content is None:
            raise DamagedArchive(f"{name} is no file")
        return content


def _checked(content: IO[bytes]) -> Checked:
    summing = Summing(content)
    while summing.read(PIECE):
        pass
    return Checked(summing.size, summing.digest())


def _manifest(text: bytes) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(text)
        if said["format"] != FORMAT:
            raise BackupProblem(f"The archive has the format {said['format']}, and this PlayPod reads {FORMAT}.")
        said["files"] = {name: Checked(**checked) for name, checked in said["files"].items()}
        return Manifest(**said)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedArchive("its manifest cannot be read") from error


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Raises BackupProblem when there is no archive, DamagedArchive when it is not whole."""
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115  (closed below; only its opening is looked at here)
    except FileNotFoundError as error:
        raise BackupProblem(f"There is no file {path}.") from error
    except (tarfile.TarError, ValueError) as error:
        raise DamagedArchive("it is no tar archive") from error
    with tar:
        yield _read(tar)


def _read(tar: tarfile.TarFile) -> Reader:
    try:
        return Reader(tar)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise DamagedArchive("it cannot be read to its end") from error
