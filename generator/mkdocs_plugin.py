"""Hands finished pages to MkDocs: content folder in, navigation and edit links out.

MkDocs is given the pages of the navigation and the files beside the pages. The pages
themselves are printed one by one, each taken from the cache where nothing it rests on has
changed, so that a build's memory does not grow with the site.
"""

from __future__ import annotations

import gzip
import io
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import click
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.utils import write_file

from generator.build_cache import BuildCache
from generator.built_pages import Step, build_pages
from generator.content import Content, load_content
from generator.derived import Derived
from generator.exports import data_files
from generator.feeds import FEEDS
from generator.frame import Frame
from generator.history import History, read_history
from generator.links import Linked, broken_links
from generator.page_renderer import PageRenderer
from generator.pages import Page, PagePlan
from generator.problems import ContentError
from generator.search_entries import bounded
from generator.theme import FramedPage, ThemeFrame, list_quickly

log = get_plugin_logger("atlas")

NAVIGATION = (
    ("Choose", "choosing.md"),
    ("Methods", "methods/index.md"),
    ("Comparisons", "comparisons/index.md"),
    ("Cost", "cost.md"),
    ("Guides", "guides/index.md"),
    ("Glossary", "glossary/index.md"),
    ("Sources", "sources/index.md"),
)


_NAVIGATION_TITLES = {"index.md": "Home", **{path: title for title, path in NAVIGATION}}


class AtlasConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin."""

    content = config_options.Dir(exists=True, default="../content")
    """Folder of the YAML files, from the place of mkdocs.yml."""


class AtlasPlugin(BasePlugin[AtlasConfig]):  # type: ignore[no-untyped-call]
    """Renders content and prints the pages; it reads no Markdown of its own.

    `cache` and `told` may be set before a build: where pages are kept between builds, and who
    wants to know what was done for each page.
    """

    cache: BuildCache | None = None
    told: Callable[[Step], None] | None = None
    pages_are_built = True  # a preview prints them when somebody asks
    content: Content
    frame: ThemeFrame
    renderer: PageRenderer
    history: History | None = None
    files: Files

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set up navigation; the sitemap is written here, for MkDocs knows few of the pages."""
        config.nav = [{"Home": "index.md"}, *({title: path} for title, path in NAVIGATION)]
        config.theme.static_templates.discard("sitemap.xml")
        list_quickly(config.theme)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages of the navigation, which need no source on disk, and the data files."""
        try:
            self.content = load_content(Path(self.config.content))
        except ContentError as error:
            count = len(error.problems)
            raise PluginError(f"the content has {count} problem{'s' * (count > 1)}\n{error}") from None
        self._name_the_site(config)
        addresses, history = Frame.of(config), self._dates(config)
        self.renderer = PageRenderer(Derived.of(self.content), "html", addresses, feeds=bool(history))
        if theirs := files.get_file_from_path("sitemap.xml"):
            files.remove(theirs)  # no longer a template: MkDocs would copy it over ours as it stands
        self.files = files
        written = self._write_data(files, config, addresses, history) if self.pages_are_built else {}
        self._data_urls, paths = frozenset(written.values()), written.keys()
        config.extra["feeds"] = [(path, title) for path, title in FEEDS.items() if path in paths]
        self._listed: dict[str, FramedPage] = {}
        for plan in self.renderer.plans():
            if plan.path in _NAVIGATION_TITLES:
                file = page_file(plan, config)
                self._listed[plan.path] = FramedPage(_NAVIGATION_TITLES[plan.path], file, config)
                files.append(file)
        config.nav = [item for item in config.nav or [] if set(item.values()) <= self._listed.keys()]
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """The navigation has its pages now; MkDocs is to build none of them."""
        self._nav = nav
        for page in self._listed.values():
            files.remove(page.file)
        return nav

    @event_priority(-100)  # after other plugins have changed the environment
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Print every page, and give the theme's search their entries."""
        self.frame = ThemeFrame(env, self._nav, files, config, self._listed)
        if self.pages_are_built:
            self._build(config)
        return env

    def _name_the_site(self, config: MkDocsConfig) -> None:
        config.site_name, config.site_description = self.content.site.name, self.content.site.summary

    def _write_data(
        self, files: Files, config: MkDocsConfig, addresses: Frame, history: History
    ) -> dict[str, str]:
        """Write the files beside the pages, each as soon as it is made; their addresses by path."""
        urls = {}
        for data in data_files(self.content, addresses, history):
            if theirs := files.get_file_from_path(data.path):
                files.remove(theirs)  # an asset of that name would be copied over it
            file = File.generated(config, data.path, content="")
            write_file(data.data, file.abs_dest_path)
            urls[data.path] = file.url
        return urls

    def _dates(self, config: MkDocsConfig) -> History:
        """When entries changed, as git knows it."""
        self.history = read_history(Path(self.config.content))
        if self.history.missing and config.site_url and self.pages_are_built:
            click.echo(f"Note: the site gets no feeds, for {self.history.missing}.", err=True)
        return self.history

    def _build(self, config: MkDocsConfig) -> None:
        def frame(page: Page) -> tuple[str, bool]:
            return self.frame.html(page, page_file(page, config))

        if self.cache:  # what the theme prints on every page
            self.cache.add_to_version(config.site_name, config.site_description, repr(config.extra))
        search = config.plugins.get("material/search")
        linked: dict[str, Linked] = {}
        entries: list[Any] = []
        for step in build_pages(self.renderer, frame, self.cache):
            write_file(step.built.html.encode(), page_file(step.plan, config).abs_dest_path)
            linked[step.plan.path] = step.built.linked
            entries.append(step.built.entries)
            if self.told:
                self.told(step)
        if search is not None:
            search.search_index.entries.extend(bounded(entries))
        broken = self._warn_of_broken_links(linked)
        if self.cache:
            self.cache.finish(linked, broken)
        write_sitemap(Path(config.site_dir), config.site_url or "", [page.url for page in linked.values()])

    def _warn_of_broken_links(self, linked: dict[str, Linked]) -> list[str]:
        """Paths of the pages that have some."""
        paths = {page.url: path for path, page in linked.items()}
        broken = []
        assets = self._data_urls.union(file.url for file in self.files)
        for page, message in broken_links(list(linked.values()), assets):
            log.warning(message)
            broken.append(paths[page.url])
        return broken


def page_file(page: Page | PagePlan, config: MkDocsConfig) -> File:
    """The file MkDocs would write a page to, with its edit link."""
    file = File.generated(config, page.path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    if page.source_file:
        # From the root of the repository, where `edit_uri` ends.
        file.edit_uri = posixpath.join("content", page.source_file)
    return file


def write_sitemap(site: Path, root: str, urls: list[str]) -> None:
    """The addresses of all pages. No <lastmod>: the day of the build says nothing about a page."""
    lines = "".join(f"\n  <url><loc>{escape(root + url)}</loc></url>" for url in urls if root)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}\n</urlset>\n'
    )
    write_file(text.encode(), str(site / "sitemap.xml"))
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as file:  # the same text packs to the same bytes
        file.write(text.encode())
    write_file(packed.getvalue(), str(site / "sitemap.xml.gz"))
