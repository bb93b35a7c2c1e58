"""What a delimited file looks like before it is read: encoding, header, delimiter, line ends."""

import codecs
import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from datasets.dataset import Read
from datasets.landing import Landed
from datasets.problems import Problem

HEAD_BYTES = 1 << 18


@dataclass(frozen=True)
class Dialect:
    """How to read one file.

    header: its column names as published; formats: for a target, its strptime formats with the file's own first.
    """

    path: Path
    name: str
    encoding: str
    delimiter: str
    quote: str
    skip: int
    header: tuple[str, ...]
    pad_short_rows: bool
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def header_line(self) -> int:
        """1-based line of the header."""
        return self.skip + 1


def read_dialect(landed: Landed, read: Read, place: str) -> Dialect:
    """The dialect of a landed file under a data set's `read` options.

    Raises Problem where the file is missing, empty, in another encoding, or its header has one column only
    because another delimiter separates them.
    """
    head = _head(landed)
    text = _decode(head, read.encoding, landed.name, place)
    lines = io.StringIO(text, newline=None).read().split("\n")
    if len(lines) <= read.skip or not "".join(lines[read.skip :]).strip():
        raise Problem("holds no header and no rows", place=landed.name, found="an empty file")
    header = next(csv.reader([lines[read.skip]], delimiter=read.delimiter, quotechar=read.quote))
    _check_delimiter(header, lines[read.skip], read.delimiter, landed.name, place)
    return Dialect(
        path=landed.path,
        name=landed.name,
        encoding=read.encoding,
        delimiter=read.delimiter,
        quote=read.quote,
        skip=read.skip,
        header=tuple(name.strip() for name in header),
        pad_short_rows=read.short_rows == "pad",
    )


def _head(landed: Landed) -> bytes:
    with landed.path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip():
        raise Problem("holds no header and no rows", place=landed.name, found="an empty file")
    return head


def _decode(head: bytes, encoding: str, name: str, place: str) -> str:
    codec = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
    try:
        return codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError as error:
        line = head[: error.start].count(b"\n") + 1
        raise wrong_encoding(name, encoding, line, head[error.start], place) from error


def wrong_encoding(name: str, encoding: str, line: int, byte: int, place: str) -> Problem:
    """The sentence for a file whose bytes are not in the encoding that its data set states."""
    return Problem(
        f"line {line} is not {encoding}",
        place=name,
        found=f"byte 0x{byte:02X}",
        meant=f"read.encoding: latin-1 in {place}",
    )


def _check_delimiter(header: list[str], line: str, delimiter: str, name: str, place: str) -> None:
    if len(header) > 1:
        return
    likely = max(",;\t|", key=line.count)
    if likely != delimiter and line.count(likely):
        raise Problem(
            f"its header has one column only when read with delimiter {delimiter!r}",
            place=name,
            found=line[:60],
            meant=f"read.delimiter: {likely!r} in {place}",
        )
