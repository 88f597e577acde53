"""Hands finished pages to MkDocs: content folder in, navigation and edit links out."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

import click
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator.content import Content, load_content
from generator.data_file import DataFile
from generator.exports import render_data
from generator.feeds import FEEDS
from generator.frame import Frame
from generator.history import History, read_history
from generator.links import broken_links
from generator.pages import Page, render_pages
from generator.problems import ContentError
from generator.search_entries import search_entries

log = get_plugin_logger("atlas")

NAVIGATION = (
    ("Choose", "choosing.md"),
    ("Methods", "methods/index.md"),
    ("Comparisons", "comparisons/index.md"),
    ("Cost", "cost.md"),
    ("Guides", "guides/index.md"),
    ("Glossary", "glossary/index.md"),
    ("Sources", "sources.md"),
)


_NAVIGATION_TITLES = {"index.md": "Home", **{path: title for title, path in NAVIGATION}}


class AtlasConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin."""

    content = config_options.Dir(exists=True, default="../content")
    """Folder of the YAML files, from the place of mkdocs.yml."""


class AtlasPlugin(BasePlugin[AtlasConfig]):  # type: ignore[no-untyped-call]
    """Renders content and gives MkDocs the pages; it reads no Markdown of its own."""

    _previewing = False
    _content: Content | None = None
    _history: History | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """MkDocs keeps one instance over all rebuilds of `preview` because this method exists."""
        self._previewing = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Watch the content, and set up navigation from the pages there are."""
        config.watch.append(self.config.content)
        config.nav = [{"Home": "index.md"}, *({title: path} for title, path in NAVIGATION)]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add every rendered page as a file that needs no source on disk."""
        content = self._load(Path(self.config.content))
        frame, history = Frame.of(config), self._dates(config)
        config.site_name, config.site_description = content.site.name, content.site.summary
        pages = render_pages(content, frame=frame, feeds=bool(history))
        written = render_data(content, frame, history)
        for message in broken_links(pages, {*_assets(files), *(data.path for data in written)}):
            log.warning(message)
        for page in pages:
            files.append(_file(page, config))
        for data in written:
            files.append(File.generated(config, data.path, content=data.text))
        config.extra["feeds"] = _feeds(written)
        present = {page.path for page in pages}
        config.nav = [item for item in config.nav or [] if set(item.values()) <= present]
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Templates do not change during a build, so their files need no look for each page."""
        env.auto_reload = False
        return env

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Give the theme's search the page's entries."""
        search = config.plugins.get("material/search")
        if search is not None and isinstance(page, AtlasPage):
            search.search_index.entries.extend(search_entries(page.source))
        return output

    def _dates(self, config: MkDocsConfig) -> History:
        """When entries changed; asked for once, for a preview cares little about the last commit."""
        if self._history is None:
            self._history = read_history(Path(self.config.content))
            if self._history.missing and config.site_url:
                click.echo(f"Note: the site gets no feeds, for {self._history.missing}.", err=True)
        return self._history

    def _load(self, folder: Path) -> Content:
        """The content, or in a preview the last good one beside a report of the problems."""
        try:
            self._content = load_content(folder)
        except ContentError as error:
            count = len(error.problems)
            message = f"the content has {count} problem{'s' * (count > 1)}\n{error}"
            if not (self._previewing and self._content):
                raise PluginError(message) from None
            log.error(f"{message}\nThe preview shows the last good content until this is mended.")
        return self._content


def _feeds(written: Collection[DataFile]) -> list[tuple[str, str]]:
    """(path, title) of the feeds there are, for the head of every page."""
    paths = {data.path for data in written}
    return [(path, title) for path, title in FEEDS.items() if path in paths]


def _assets(files: Files) -> set[str]:
    return {file.url for file in files}


def _file(page: Page, config: MkDocsConfig) -> File:
    file = File.generated(config, page.path, content=page.body, inclusion=InclusionLevel.NOT_IN_NAV)
    if page.source_file:
        # From the root of the repository, where `edit_uri` ends.
        file.edit_uri = posixpath.join("content", page.source_file)
    AtlasPage(page, file, config)
    return file


class AtlasPage(MkDocsPage):
    """A page whose HTML exists already: MkDocs adds the frame and the search entry."""

    def __init__(self, source: Page, file: File, config: MkDocsConfig) -> None:
        super().__init__(_NAVIGATION_TITLES.get(source.path, source.title), file, config)
        self.source = source
        # A build changes no page, so its day must not get into the output: MkDocs writes it
        # into the compressed sitemap.
        self.update_date = "1980-01-01"

    def read_source(self, config: MkDocsConfig) -> None:
        """Title and description; there is no Markdown to read."""
        self.markdown = ""
        self.meta = {"title": self.source.title, "description": self.source.description}
        if self.source.json_ld:
            self.meta["json_ld"] = self.source.json_ld
        if self.source.siblings:
            self.meta["siblings"] = self.source.siblings
        else:
            self.meta["hide"] = ["navigation", "toc"] if self.source.wide else ["navigation"]
        # The theme's search would parse the finished HTML again, a third of the whole build.
        self.meta["search"] = {"exclude": True}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Pass the finished HTML on, with its table of contents."""
        title = self.source.title.replace("&", "&amp;").replace("<", "&lt;")
        self.content = f'<h1 id="top">{title}</h1>\n{self.source.body}'
        self.toc = _table_of_contents(self.source)
        self.present_anchor_ids = {heading.id for heading in self.source.headings} | {"top"}


def _table_of_contents(page: Page) -> TableOfContents:
    top = AnchorLink(_text(page.title), "top", 1)
    parents = [top]
    for heading in page.headings:
        link = AnchorLink(_text(heading.text), heading.id, heading.level)
        while len(parents) > 1 and parents[-1].level >= heading.level:
            parents.pop()
        parents[-1].children.append(link)
        parents.append(link)
    return TableOfContents([top])


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
