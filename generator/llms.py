"""The content as plain text for programs that read: `llms.txt`, `llms-full.txt`, and `robots.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator import derive
from generator.content import Content
from generator.data_file import DataFile
from generator.frame import Frame
from generator.method_view import glance
from generator.names import title_of
from generator.plain import plain_text
from generator.site_map import SiteMap, entry_url
from generator.texts import texts
from generator.usage import find_usage
from schema.comparison import Comparison
from schema.method import Method

FOLDERS = ("methods", "guides", "comparisons", "terms")
# Fields whose heading on a page has another key among the words.
_WORDS = {"when": "when_to_use", "objective": "purpose", "aspects": "aspect_by_aspect"}
_KEPT_APART = ("summary", "facts")


def text_files(content: Content, frame: Frame) -> Iterator[DataFile]:
    """What programs look for at the root of a site."""
    yield DataFile.of("llms.txt", _overview(content, frame))
    yield DataFile.of("llms-full.txt", "\n".join(_everything(content, frame)))
    yield DataFile.of("robots.txt", _robots(frame))


def _overview(content: Content, frame: Frame) -> str:
    lines = [f"# {content.site.name}", "", f"> {content.site.summary}", ""]
    lines += [
        f"- [Everything as text]({frame.page('llms-full.txt')})",
        f"- [Everything as JSON]({frame.page('api/v1/all.json')})",
        f"- [Description of the data]({frame.page('api/v1/openapi.json')})",
    ]
    for folder in FOLDERS:
        items = getattr(content, folder)
        if items:
            lines += ["", f"## {content.words['glossary' if folder == 'terms' else folder]}", ""]
            lines += [
                f"- [{title_of(content, slug)}]({frame.page(_url(content, slug))}): {item.summary}"
                for slug, item in items.items()
            ]
    return "\n".join(lines) + "\n"


def _url(content: Content, slug: str) -> str:
    return f"comparisons/{slug}/" if slug in content.comparisons else entry_url(content.entries[slug])


def _everything(content: Content, frame: Frame) -> Iterator[str]:
    yield f"# {content.site.name}\n\n{content.site.summary}\nContent under CC BY 4.0.\n"
    cited = find_usage(SiteMap(content)).sources
    of_owner: dict[str, list[str]] = {}
    for key, owners in cited.items():
        for owner in owners:
            of_owner.setdefault(owner, []).append(key)
    for folder in FOLDERS:
        for slug, item in getattr(content, folder).items():
            yield "\n".join(_entry(content, frame, item, of_owner.get(slug, [])))


def _entry(content: Content, frame: Frame, item: Any, keys: list[str]) -> Iterator[str]:
    yield f"## {title_of(content, item.slug)}\n"
    yield f"{frame.page(_url(content, item.slug))}\n\n{item.summary}\n"
    if isinstance(item, Method):
        yield f"### {content.words['at_a_glance']}\n"
        for label, cell in glance(content, item, derive.expand(content, [item])):
            yield f"- {label}: {cell.text}{f' ({cell.numbers})' if cell.numbers else ''}"
        yield ""
    last = ""
    for where, text, _ in texts(item):
        if where[0] in _KEPT_APART:
            continue
        heading = _heading(content, item, str(where[0]))
        if heading != last:
            yield f"### {heading}\n"
            last = heading
        yield f"{_lead(item, where)}{plain_text(text, content.facts, item.slug)}\n"
    if item.facts:
        yield f"### {content.words['facts']}\n"
        for fact in item.facts:
            source = content.sources[fact.source]
            statement = plain_text(fact.statement, content.facts, item.slug)
            yield f"- {statement} ({source.authors} {source.year}, {fact.where}) [{item.slug}#{fact.id}]"
        yield ""
    if keys:
        yield f"### {content.words['source_notes']}\n"
        for key in sorted(keys):
            source = content.sources[key]
            yield f"- {source.authors} ({source.year}). {source.title}. {source.url}"
        yield ""


def _heading(content: Content, item: Any, field: str) -> str:
    if isinstance(item, Comparison) and field in ("choose_a", "choose_b"):
        return content.words["choose"].replace(
            "{name}", title_of(content, item.a if field[-1] == "a" else item.b)
        )
    return content.words.get(_WORDS.get(field, field)) or field.replace("_", " ").capitalize()


def _lead(item: Any, where: tuple[str | int, ...]) -> str:
    """What a text answers or stands under, where another field of the same part says it."""
    if len(where) < 3 or not isinstance(where[1], int):
        return "" if len(where) < 2 else "- "
    part = getattr(item, str(where[0]))[where[1]]
    for name in ("question", "heading", "title", "claim", "name", "provider", "tag", "label"):
        if getattr(part, name, None) and where[2] != name:
            return f"{getattr(part, name)}\n"
    return "- "


def _robots(frame: Frame) -> str:
    lines = ["# Counts only where the site stands at the root of its host.", "User-agent: *", "Allow: /"]
    if frame.site_url:
        lines += ["", f"Sitemap: {frame.page('sitemap.xml')}"]
    return "\n".join(lines) + "\n"
