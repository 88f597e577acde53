"""The theme's frame around a page: the one place that knows how MkDocs prints a page."""

from __future__ import annotations

import contextlib
import logging
import os
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateNotFound
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.theme import Theme

from generator.compiled_templates import CompiledTemplates
from generator.pages import Page
from generator.theme_mold import Molds


class _ShownFiles(FileSystemLoader):
    """Lists no hidden files: MkDocs, which asks for the list, copies none of them.

    Material for MkDocs has eleven thousand icons in a hidden folder.
    """

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for place in self.searchpath:
            for folder, folders, files in os.walk(place, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = posixpath.join(*Path(folder).relative_to(place).parts, "")
                found.update(f"{inside}{name}" for name in files if not name.startswith("."))
        return sorted(found)


def list_quickly(theme: Theme) -> None:
    """Have a theme find the files to copy without a look at its icons."""

    def get_env() -> Environment:
        env = made()
        if type(env.loader) is FileSystemLoader:
            env.loader = _ShownFiles(env.loader.searchpath)
        return env

    made = theme.get_env
    theme.get_env = get_env  # type: ignore[method-assign]


class FramedPage(MkDocsPage):
    """A page whose HTML exists already: MkDocs adds the frame."""

    def __init__(self, title: str, file: File, config: MkDocsConfig) -> None:
        super().__init__(title, file, config)

    def fill(self, source: Page) -> None:
        """Take over title, description, table of contents and HTML."""
        self.markdown = ""
        # The theme prints both as they stand, and the description in attributes.
        self.meta = {"title": _text(source.title), "description": _attribute(source.description)}
        if source.json_ld:
            self.meta["json_ld"] = source.json_ld
        if source.siblings:
            self.meta["siblings"] = source.siblings
        else:
            self.meta["hide"] = ["navigation", "toc"] if source.wide else ["navigation"]
        # The theme's search would parse the finished HTML again, a third of the whole build.
        self.meta["search"] = {"exclude": True}
        self.content = f'<h1 id="top">{_text(source.title)}</h1>\n{source.body}'
        self.toc = _table_of_contents(source)

    def empty(self) -> None:
        """Let go of what `fill` has set, so that memory does not grow with the site."""
        self.content, self.toc = None, TableOfContents([])


class ThemeFrame:
    """Prints pages with the theme of a configuration; `listed`: the pages of the navigation by path."""

    def __init__(
        self, env: Any, nav: Navigation, files: Files, config: MkDocsConfig, listed: dict[str, FramedPage]
    ) -> None:
        self._env, self._nav, self._files, self._config = env, nav, files, config
        self._listed = listed
        self._templates = _Templates(env)
        # The theme's search gets the entries of our pages from us. All it would do with a page
        # is to look through the HTML for attributes of its own, which ours do not have.
        search = config.plugins.get("material/search")
        self._passed_over = [getattr(search, "on_page_context", None)]
        self._molds = None if self._others_take_part() else self._new_molds()

    def html(self, source: Page, file: File) -> tuple[str, bool]:
        """The whole file of a page, and whether nothing warned while it was made."""
        listed = self._listed.get(source.path)
        page = listed or FramedPage(source.title, file, self._config)
        page.fill(source)
        with _Warnings() as warnings:
            if self._molds and not listed:
                output = self._molds.html(page, source, lambda slug: self._beside(source, slug))
            else:
                output = self._render(page)
        page.empty()
        return output, not warnings.count

    def _others_take_part(self) -> bool:
        """Whether plugins have a say in single pages, about which nothing can be known here."""
        events = self._config.plugins.events
        return bool(events["post_page"]) or any(e not in self._passed_over for e in events["page_context"])

    def _new_molds(self) -> Molds:
        def made_up(page: FramedPage, parts: Mapping[str, str]) -> str:
            with self._templates.replaced(parts):
                return self._render(page)

        def context(page: FramedPage) -> dict[str, Any]:
            found = dict(get_context(self._nav, self._files, self._config, page))
            language = self._env.get_template("partials/language.html")
            return found | {"lang": language.make_module(found)}

        def template(name: str) -> Any:
            with contextlib.suppress(TemplateNotFound):
                return self._env.get_template(name)

        return Molds(self._render, made_up, context, template)

    def _beside(self, source: Page, slug: str) -> FramedPage:
        """A page in the same folder as another, without anything in it."""
        path = posixpath.join(posixpath.dirname(source.path), f"{slug}.md")
        return FramedPage("", File.generated(self._config, path, content=""), self._config)

    def _render(self, page: FramedPage) -> str:
        config = self._config
        config._current_page = page
        page.active = True
        try:
            context = get_context(self._nav, self._files, config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            for change in config.plugins.events["page_context"]:
                if change not in self._passed_over:
                    context = change(context, page=page, config=config, nav=self._nav) or context
            return str(config.plugins.on_post_page(template.render(context), page=page, config=config))
        finally:
            page.active = False
            config._current_page = None


class _Templates:
    """Looks each template up once: they do not change during a build, and a page includes fifty.

    Most of those are icons, which are plain text: they need no parsing and no context.
    """

    def __init__(self, env: Any) -> None:
        self._env, self._look_up = env, env.get_template
        self._known: dict[str, Any] = {}
        env.auto_reload = False
        env.bytecode_cache = CompiledTemplates(env)
        env.get_template = self.get

    def get(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
        """In the place of `Environment.get_template`."""
        if globals is not None or not isinstance(name, str):
            return self._look_up(name, parent, globals)
        if name not in self._known:
            source = self._env.loader.get_source(self._env, name)[0] if name.startswith(".icons/") else "{"
            self._known[name] = self._look_up(name, parent) if "{" in source else _PlainText(source)
        return self._known[name]

    @contextlib.contextmanager
    def replaced(self, texts: Mapping[str, str]) -> Iterator[None]:
        """Have these texts printed in the place of templates."""
        before = dict(self._known)
        self._known.update({name: _PlainText(text) for name, text in texts.items()})
        try:
            yield
        finally:
            self._known = before


class _PlainText:
    """A template without any markup of Jinja's: what `include` needs of it."""

    def __init__(self, text: str) -> None:
        self._text = text.removesuffix("\n")  # as Jinja does

    def new_context(self, *_: Any, **__: Any) -> None:
        """There is nothing to look up."""

    def root_render_func(self, _: None) -> Iterator[str]:
        """All of it."""
        yield self._text


class _Warnings(logging.Handler):
    """Counts the warnings of MkDocs and its plugins."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1

    def __enter__(self) -> _Warnings:
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *exc: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)


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


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")
