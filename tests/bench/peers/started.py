"""The peers: installed into a folder of the state the first time that they are measured, and started for one run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import answering, free_port

HERE = Path(__file__).parent
INSTALL_SECONDS = 600
PAGE = '<!doctype html><meta charset="utf-8"><body style="margin:0"><script type="module" src="page.js"></script>'


class NotInstalledError(Exception):
    """A peer that cannot be installed here; the text is the sentence to print."""


@contextmanager
def mosaic(state: Path, snapshot: Path, days: int) -> Iterator[str]:
    """The Mosaic page and its server; answers its address."""
    folder = state / "bench" / "mosaic"
    _install_mosaic(folder)
    line = [sys.executable, str(HERE / "mosaic_server.py"), str(snapshot), str(days), str(folder / "page")]
    port = free_port()
    with answering([*line, str(port)], f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def streamlit(state: Path, snapshot: Path, days: int) -> Iterator[str]:
    """The Streamlit page; answers its address."""
    folder = state / "bench" / "streamlit"
    _install_streamlit(folder)
    port = free_port()
    line = [str(folder / "bin" / "streamlit"), "run", str(HERE / "streamlit_app.py"), "--server.headless=true"]
    line += [f"--server.port={port}", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    with answering([*line, "--", str(snapshot), str(days)], f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


def _install_mosaic(folder: Path) -> None:
    (folder / "page").mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "mosaic.js"):
        shutil.copy(HERE / name, folder)
    shutil.copytree(HERE / "wk-geojson", folder / "wk-geojson", dirs_exist_ok=True)
    if not (folder / "node_modules" / "@uwdata" / "vgplot").is_dir():
        _run("Mosaic", ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], folder)
    bundle = ["npx", "--no-install", "esbuild", "mosaic.js", "--bundle", "--format=esm", "--minify"]
    _run("Mosaic", [*bundle, "--outfile=page/page.js"], folder)
    (folder / "page" / "index.html").write_text(PAGE, encoding="utf-8")


def _install_streamlit(folder: Path) -> None:
    if (folder / "bin" / "streamlit").is_file():
        return
    _run("Streamlit", [sys.executable, "-m", "venv", "--clear", "--system-site-packages", str(folder)], HERE)
    _run("Streamlit", [str(folder / "bin" / "pip"), "install", "-q", "streamlit", "altair", "duckdb", "pandas"], HERE)


def _run(peer: str, line: list[str], folder: Path) -> None:
    try:
        subprocess.run(line, cwd=folder, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except FileNotFoundError as error:
        raise NotInstalledError(f"{peer} was not measured: {line[0]} is not installed.") from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(
            f"{peer} was not measured: `{line[0]} {line[1]}` failed; is its registry reachable?"
        ) from error
