"""A small engine and a running server, for the tests of the faces."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.records import Answer, Block, Claim, Passage, Turn
from assistant.server import make_server
from assistant.serving import Folders, join
from assistant.settings import Settings
from schema.site import Site

RISE = Passage(
    "sourdough/how/1",
    "methods/lora/#top",
    "Sourdough: how",
    "sourdough",
    "how",
    "Sourdough rises by wild yeast.",
)
TIME = Passage(
    "sourdough/time",
    "methods/lora/#facts",
    "Sourdough: time",
    "sourdough",
    "time",
    "It takes 12 to 24 hours.",
)


def whole(passage: Passage) -> Claim:
    """The claim of all of a passage."""
    return Claim(passage.text, passage, 0, len(passage.text))


class BreadAsker:
    """Knows sourdough and nothing else; remembers what it was asked, and with which history."""

    def __init__(self, wait: Callable[[], object] = lambda: None) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self._wait = wait

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question on sourdough, or one that follows such a question; refuse any other."""
        self.asked.append((question, tuple(history)))
        self._wait()
        if "crash" in question:
            raise RuntimeError("the oven is broken")
        if "sourdough" not in question.lower() and not any("sourdough" in turn.slugs for turn in history):
            return Answer(question, (), True, "other", 0.1, (("Sourdough", "methods/lora/"),))
        blocks = (
            Block("paragraph", (((whole(RISE), whole(TIME)),),)),
            Block("bullets", (((whole(TIME),),), ((whole(RISE),),))),
        )
        return Answer(
            question,
            blocks,
            False,
            "how",
            0.9,
            follow_ups=("How long does it take?", "Why sourdough?"),
            slugs=("sourdough",),
        )


SITE = Site.model_construct(name="Bread & Atlas", summary="Every way to raise bread, with sources.")


@contextlib.contextmanager
def served(
    site: Path, state: Path, asker: BreadAsker | None = None, port: int = 0, settings: Settings | None = None
) -> Iterator[str]:
    """A server in a thread, as `atlas serve` makes it; yields its address with a slash."""
    folders = Folders(site, state, state / "none.yaml")
    chosen = settings or Settings(examples=["What is sourdough?", "Why sourdough?"])
    app = join(folders, chosen, SITE, asker or BreadAsker(), "127.0.0.1")
    server = make_server(app)
    with socket.create_server(("127.0.0.1", port)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.02)
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            with urllib.request.urlopen(f"{address}chat/", timeout=120) as ready:  # imports Gradio
                assert ready.status == 200
            yield address
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()
