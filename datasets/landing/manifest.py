"""The manifest of a data set's landed files, replaced as a whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from datasets.atomic import write_atomically
from datasets.problems import Problem

MANIFEST = "manifest.json"
OLDEST = datetime.min.replace(tzinfo=UTC)


class Landed(BaseModel):
    """One landed file: `name` as published, `path` of its bytes, times in UTC, `header` its column names.

    modified_ns: when the file that was delivered had last been written, for files that lie in a folder; compared_at:
    when its bytes were found to be these once more, after it had been written or copied without a change.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    path: Path
    sha256: str
    bytes: int
    fetched_at: datetime
    published_at: datetime | None = None
    address: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    header: str | None = None
    modified_ns: int | None = None
    compared_at: datetime | None = None

    @property
    def precedence(self) -> tuple[datetime, str]:
        """Where two files state one row, the file with the greater precedence wins."""
        return self.published_at or OLDEST, self.name


class Manifest(BaseModel):
    """The files in use, those that they replaced, and how far an update cursor has come."""

    model_config = ConfigDict(frozen=True)

    files: list[Landed] = []
    replaced: list[Landed] = []
    cursor: str | None = None

    def holding(self, sha256: str) -> Landed | None:
        """The file in use with these bytes, under whatever name."""
        return next((file for file in self.files if file.sha256 == sha256 and file.path.exists()), None)

    def with_file(self, new: Landed) -> Manifest:
        """This manifest after `new` has landed; a file of the same name is replaced by it."""
        old = [file for file in self.files if file.name == new.name and file.sha256 != new.sha256]
        kept = [file for file in self.files if file.name != new.name]
        revived = [file for file in self.replaced if file.sha256 != new.sha256]
        return self.model_copy(update={"files": [*kept, new], "replaced": [*revived, *old]})

    def named(self, name: str) -> Landed | None:
        """The file in use that was published under this name."""
        return next((file for file in self.files if file.name == name and file.path.exists()), None)

    def with_grown(self, grown: Landed) -> Manifest:
        """This manifest after rows were added to the end of a file, which holds all that it held before."""
        files = [grown if file.name == grown.name else file for file in self.files]
        return self.model_copy(update={"files": files})

    def with_only(self, whole: Landed) -> Manifest:
        """This manifest after `whole`, which states all that is known, has taken the place of every file."""
        added = self.with_file(whole)
        old = [file for file in added.files if file.sha256 != whole.sha256]
        return added.model_copy(update={"files": [whole], "replaced": [*added.replaced, *old]})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a landing folder, with paths made absolute; an empty one where nothing landed yet."""
    path = folder / MANIFEST
    if not path.exists():
        return Manifest()
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, UnicodeDecodeError):
        what = "is not a manifest that this program wrote; delete it to land the data set again"
        raise Problem(what, f"{folder.name}/{MANIFEST}") from None
    return _moved(manifest, folder)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest with paths relative to its folder, so that a home can be moved."""
    relative = manifest.model_copy(
        update={
            key: [file.model_copy(update={"path": Path(file.path.name)}) for file in getattr(manifest, key)]
            for key in ("files", "replaced")
        }
    )
    write_atomically(folder / MANIFEST, relative.model_dump_json(indent=1).encode())


def _moved(manifest: Manifest, folder: Path) -> Manifest:
    def absolute(files: list[Landed]) -> list[Landed]:
        return [file.model_copy(update={"path": folder / file.path}) for file in files]

    update = {"files": absolute(manifest.files), "replaced": absolute(manifest.replaced)}
    return manifest.model_copy(update=update)
