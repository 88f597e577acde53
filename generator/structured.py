"""schema.org markup of pages: terms, questions with answers, and tables as data sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json

from generator.api import ROOT
from generator.content import Content, Entry
from generator.frame import Frame
from generator.names import title_of
from generator.plain import plain_text
from generator.site_map import entry_url
from schema.comparison import Comparison
from schema.guide import Guide
from schema.tables import Table

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
_CONTEXT = "https://schema.org"


def page_data(content: Content, frame: Frame, source_file: str, url: str) -> str:
    """The markup of one page as JSON that can stand in a `<script>`; empty if it has none."""
    found = list(_page_data(content, frame, source_file, url))
    return for_script(found[0] if len(found) == 1 else found) if found else ""


def for_script(data: Any) -> str:
    """JSON in which no text can end the script element or start a comment."""
    text = to_json(data).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _page_data(content: Content, frame: Frame, source_file: str, url: str) -> Iterator[dict[str, Any]]:
    slug = url.strip("/").rsplit("/", 1)[-1]
    owner = content.comparisons.get(slug) or content.entries.get(slug)
    if source_file.endswith(f"/{slug}.yaml") and owner:
        if not isinstance(owner, (Guide, Comparison)):
            yield _term(content, frame, owner)
        if owner.questions:
            yield _questions(content, owner)
    for table in content.tables.tables:
        if url == f"comparisons/{table.slug}/":
            yield _table(content, frame, table)
    if url == "data/":
        yield _everything(content, frame)


def _term(content: Content, frame: Frame, entry: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "DefinedTerm",
        "name": entry.name,
        "description": entry.summary,
        "termCode": entry.slug,
        "url": frame.page(entry_url(entry)),
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "name": f"{content.site.name}: {content.words['glossary'].lower()}",
            "url": frame.page("glossary/"),
        },
    }
    if entry.aliases:
        found["alternateName"] = list(entry.aliases)
    return found


def _questions(content: Content, owner: Entry | Comparison) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": item.question,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": plain_text(item.answer, content.facts, owner.slug),
                },
            }
            for item in owner.questions
        ],
    }


def _dataset(content: Content, name: str, told: str, url: str) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": name,
        "description": told,
        "url": url,
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": content.site.name},
    }


def _table(content: Content, frame: Frame, table: Table) -> dict[str, Any]:
    url = frame.page(f"comparisons/{table.slug}/")
    address = f"{ROOT}tables/{table.slug}"
    return _dataset(content, title_of(content, table.slug), table.summary, url) | {
        "distribution": [_download(frame, f"{address}.csv", "text/csv"), _download(frame, f"{address}.json")]
    }


def _everything(content: Content, frame: Frame) -> dict[str, Any]:
    return _dataset(content, content.site.name, content.site.summary, frame.page("data/")) | {
        "distribution": [_download(frame, f"{ROOT}all.json")]
    }


def _download(frame: Frame, path: str, media: str = "application/json") -> dict[str, Any]:
    return {"@type": "DataDownload", "encodingFormat": media, "contentUrl": frame.page(path)}
