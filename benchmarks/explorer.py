"""Sort and filter of the table of methods beside a plain re-render of the same rows.

Generates content, builds the site, and works the table in a real Chromium as a reader would.
Each action and each re-render is timed in turns in the same page, until the browser has laid out
what there is to see; the ratio matters, milliseconds depend on the machine. Rows below the first
screens follow in slices, and the last column says when all of them are in.

    python -m benchmarks.explorer [--methods 500] [--rounds 15]
"""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.synthetic import METHOD_SHARE, write_content

ROOT = Path(__file__).resolve().parent.parent

# Every action ends in a forced layout; the re-render writes the rows' own HTML anew.
_MEASURE = """async (rounds) => {
  const body = document.querySelector('#methods-table tbody');
  const find = document.querySelector('.atlas-explorer input[type=search]');
  const select = document.querySelector('#explorer-training');
  const buttons = [...document.querySelectorAll('.atlas-explorer thead button')];
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const change = (field, value, name) => {
    field.value = value;
    field.dispatchEvent(new Event(name, { bubbles: true }));
  };
  const time = (work) => {
    const start = performance.now();
    work();
    document.body.offsetHeight;
    return performance.now() - start;
  };
  const html = body.innerHTML;
  const other = body.cloneNode(false);
  const render = () => {
    other.innerHTML = html;
    body.replaceWith(other);
  };
  let last = 0;
  new MutationObserver(() => (last = performance.now())).observe(body, { childList: true });
  const settled = async () => {
    for (let count = -1; count !== body.rows.length; await wait(60)) count = body.rows.length;
    document.body.offsetHeight;
  };
  const actions = {
    'sort by training time': () => buttons[3].click(),
    'sort by name': () => buttons[0].click(),
    'filter, part of the rows dimmed': () => change(select, select.value ? '' : 'minutes', 'change'),
    'search, most rows hidden': () => change(find, find.value ? '' : 'nine', 'input'),
  };
  const found = Object.fromEntries(Object.keys(actions).map((name) => [name, []]));
  const whole = Object.fromEntries(Object.keys(actions).map((name) => [name, []]));
  found.render = [];
  await settled();
  const rows = body.rows.length;
  for (let round = 0; round < rounds; round++) {
    for (const [name, action] of Object.entries(actions)) {
      const start = (last = performance.now());
      found[name].push(time(action));
      await settled();
      whole[name].push(Math.max(last - start, found[name].at(-1)));
      found.render.push(time(render));
      other.replaceWith(body);
      document.body.offsetHeight;
      await wait(30);
    }
  }
  const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  return {
    rows,
    render: middle(found.render),
    times: Object.keys(actions).map((name) => [
      name, middle(found[name]), Math.max(...found[name]), middle(whole[name]),
    ]),
  };
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--methods", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = _build(Path(folder), options.methods)
        sizes = {name: (site / name).stat().st_size for name in ("methods/index.html", "data/explorer.json")}
        with _served(site) as address:
            found = _measure(address, options.rounds)
    _print(found, sizes)


def _build(folder: Path, methods: int) -> Path:
    content = folder / "content"
    content.mkdir()
    write_content(content, round(methods / METHOD_SHARE), ROOT / "content")
    shutil.copytree(ROOT / "site_config", folder / "site_config")
    command = "from generator.cli import main; main()"
    config = ["--config", str(folder / "site_config/mkdocs.yml"), "--site-dir", str(folder / "site")]
    subprocess.run([sys.executable, "-c", command, "build", *config], check=True, cwd=ROOT)
    return folder / "site"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are no news here."""


@contextmanager
def _served(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def _measure(address: str, rounds: int) -> dict[str, Any]:
    path = os.environ.get("ATLAS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{address}methods/")
        page.locator(".atlas-explorer--live").wait_for()
        found: dict[str, Any] = page.evaluate(_MEASURE, rounds)
        browser.close()
    return found


def _print(found: dict[str, Any], sizes: dict[str, int]) -> None:
    plain = found["render"]
    print(f"{found['rows']} methods; a plain re-render of the rows: {plain:.1f} ms (median)\n")
    print("| action | median ms | slowest ms | ratio to a re-render | ms until the last row is in |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, median, slowest, whole in found["times"]:
        print(f"| {name} | {median:.1f} | {slowest:.1f} | {median / plain:.2f} | {whole:.0f} |")
    print("\n" + ", ".join(f"{name} {size / 1000:.0f} KB" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
