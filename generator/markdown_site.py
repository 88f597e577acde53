"""The same pages as plain Markdown with a mkdocs.yml, for any engine that reads them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from generator.content import Content
from generator.exports import render_data
from generator.feeds import FEEDS
from generator.frame import Frame
from generator.history import read_history
from generator.page_renderer import render_pages
from generator.pages import Page
from generator.publish import write_bytes, write_text
from generator.search_entries import is_searched

# What the Markdown needs: ids on headings, and lists that do not merge.
EXTENSIONS = ["attr_list", "sane_lists", {"toc": {"permalink": True}}]


def write_markdown_site(
    content: Content, source: Path, out: Path, config: dict[str, Any], assets: Path, overrides: Path
) -> int:
    """Write docs/, overrides/ and mkdocs.yml into the empty folder `out`; returns the page count.

    `source` is the folder the content was read from: git is asked there when entries changed.
    """
    frame, history = Frame.of(config), read_history(source)
    pages = render_pages(content, mode="markdown", frame=frame, feeds=bool(history))
    shutil.copytree(assets, out / "docs")
    # The sitemap template speaks MkDocs only; every engine has one of its own.
    shutil.copytree(overrides, out / "overrides", ignore=shutil.ignore_patterns("sitemap.xml"))
    for page in pages:
        write_text(out / "docs" / page.path, _markdown(page))
    for data in (written := render_data(content, frame, history)):
        write_bytes(out / "docs" / data.path, data.data)
    paths = {data.path for data in written}
    feeds = [[path, title] for path, title in FEEDS.items() if path in paths]
    named = {"site_name": content.site.name, "site_description": content.site.summary}
    extra = {"extra": {**config.get("extra", {}), "feeds": feeds}}
    write_text(out / "mkdocs.yml", _config({**config, **named, **extra}, {page.path for page in pages}))
    return len(pages)


def _markdown(page: Page) -> str:
    # JSON strings are YAML strings, so any title is safe in the front matter.
    told = {"title": page.title, "description": page.description}
    if page.json_ld:
        told["json_ld"] = page.json_ld
    front = "".join(f"{name}: {json.dumps(text)}\n" for name, text in told.items())
    if not is_searched(page):
        front += "search:\n  exclude: true\n"
    front = f"---\n{front}---\n"
    title = "".join(f"\\{c}" if c in r"\`*_{}[]<>#" else c for c in page.title)
    return f"{front}\n# {title}\n\n{page.body}"


def _config(config: dict[str, Any], paths: set[str]) -> str:
    from generator.mkdocs_plugin import NAVIGATION

    plain = {key: value for key, value in config.items() if key not in ("docs_dir", "site_dir", "plugins")}
    plain["nav"] = [{"Home": "index.md"}, *({title: path} for title, path in NAVIGATION if path in paths)]
    plain["plugins"] = [{"search": {"lang": "en"}}]
    plain["markdown_extensions"] = EXTENSIONS
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)
