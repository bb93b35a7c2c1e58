"""Answers Mosaic's queries from a snapshot: `python mosaic_server.py SNAPSHOT DAYS FOLDER PORT`.

The protocol of Mosaic's REST connector: a POST of `{type, sql}`; `arrow` is answered as an Arrow stream, `exec` with
nothing. What pre-aggregation writes goes to memory, beside the snapshot.
"""

from __future__ import annotations

import json
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow

sys.path.insert(0, str(Path(__file__).parent))
from rows import connect

LISTED = ("category", "agency", "across", "down")


class Answers(SimpleHTTPRequestHandler):
    """One request: a query, the domains of the axes, or a file of the page."""

    protocol_version = "HTTP/1.1"
    database: Any
    guard = Lock()

    def do_GET(self) -> None:
        if self.path == "/domains":
            self._send(json.dumps({"domains": self._domains()}).encode(), "application/json")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.guard:
            self._answer(asked.get("type"), asked["sql"])

    def log_message(self, *_given: object) -> None:
        """A benchmark's server says nothing."""

    def _answer(self, kind: str, sql: str) -> None:
        if kind == "exec":
            self.database.execute(sql)
            self._send(b"", "text/plain")
            return
        found = self.database.execute(sql).to_arrow_table()
        if kind == "json":
            self._send(json.dumps(found.to_pylist(), default=str).encode(), "application/json")
            return
        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, found.schema) as stream:
            stream.write_table(found)
        self._send(sink.getvalue().to_pybytes(), "application/vnd.apache.arrow.stream")

    def _domains(self) -> dict[str, list[Any]]:
        listed = {name: self._column(f"select distinct {name} from tickets order by 1 nulls last") for name in LISTED}
        return listed | {"day": [0, int(sys.argv[2])]}

    def _column(self, sql: str) -> list[Any]:
        with self.guard:
            return [row[0] for row in self.database.execute(sql).fetchall() if row[0] is not None]

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    snapshot, days, folder, port = sys.argv[1:5]
    Answers.database = connect(Path(snapshot), int(days))
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), lambda *given: Answers(*given, directory=folder))
    server.serve_forever()


if __name__ == "__main__":
    main()
