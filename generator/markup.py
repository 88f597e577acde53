"""Prose to HTML, or to Markdown for another engine: notes, facts, links and definitions.

What authors write is untrusted: HTML in it is escaped, links lead to entries or to
http(s) addresses only, and Markdown's own link syntaxes are switched off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import markdown
from markupsafe import Markup

from generator.content import Content
from generator.derive import Cell
from generator.plain import plain_text
from generator.prose import IS_CITATION, IS_FACT, IS_LINK, TOKEN
from generator.site_map import SiteMap, relative
from schema.evidence import Fact, Source

Mode = Literal["html", "markdown"]

# Lists, fences, quotes and hard line breaks: what makes more of a text than paragraphs.
_BLOCKS = re.compile(r"^\s*(?:[-+*>]|\d+\.)\s|^\s*(?:```|>)|\s\s\n", re.M)
_INLINE = re.compile(r"[*_`\\]")
# Emphasis without anything in it that Markdown could read in two ways; tags, to look past them.
_PLAIN_EMPHASIS = re.compile(r"<[^>]*>|(?<![*\w])\*(?=[^\s*])([^*<>]*[^\s*<>])\*(?![*\w])")
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_INSIDE_LIST = re.compile(r"\s+\S")  # an indented line continues the item before
_LIST_ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s")


@dataclass
class Notes:
    """Sources a page cites, numbered in the order they first appear."""

    content: Content
    order: dict[str, int] = field(default_factory=dict)

    def number(self, key: str) -> int:
        return self.order.setdefault(key, len(self.order) + 1)

    def sources(self) -> list[tuple[int, Source]]:
        return [(number, self.content.sources[key]) for key, number in self.order.items()]


class PageMarkup:
    """Renders the prose of one page; remembers what the page has cited and defined so far."""

    def __init__(self, site: SiteMap, light: markdown.Markdown, url: str, slug: str, mode: Mode) -> None:
        self._site, self._light, self._url, self._mode = site, light, url, mode
        self._slug = slug
        self.notes = Notes(site.content)
        self.terms: dict[str, None] = {slug: None}  # in order; a page does not define itself

    def block(self, text: str) -> Markup:
        """Paragraphs and lists. In Markdown mode the Markdown itself, otherwise HTML."""
        ready = self._annotate(_spaced_lists(text.strip()))
        if self._mode == "markdown":
            return Markup(f"\n\n{ready}\n\n")
        return Markup(self._html(ready, text))

    def line(self, text: str, *, define: bool = True) -> Markup:
        """One line as HTML without its paragraph, for list items and table cells."""
        text = " ".join(text.split())  # a line stays one, however the file wraps it
        html = self._html(self._annotate(text, define=define), text)
        return Markup(html.removeprefix("<p>").removesuffix("</p>"))

    def cell(self, cell: Cell, *, define: bool = False) -> Markup:
        """A cell of a table: its label, and beside it the numbers behind."""
        if not cell.known:
            return Markup(
                f'<span class="atlas-unknown">{Markup.escape(self._site.content.words["unknown"])}</span>'
            )
        html = self.line(cell.text, define=define)
        if cell.numbers:
            tip = f' title="{Markup.escape(cell.evidence)}"' if cell.evidence else ""
            html += Markup(f' <span class="atlas-numbers"{tip}>{Markup.escape(cell.numbers)}</span>')
        return html

    def plain(self, text: str) -> str:
        """Words without markup, for descriptions and search engines (not escaped)."""
        return plain_text(text, self._site.content.facts, self._slug)

    def href(self, target: str, anchor: str = "") -> str:
        """Address of an entry, comparison or table from this page."""
        return relative(self._url, self._site.urls[target]) + (f"#{anchor}" if anchor else "")

    def cite(self, key: str) -> Markup:
        """A numbered note that leads to the source at the foot of the page."""
        number, source = self.notes.number(key), self._site.content.sources[key]
        tip = _attribute(f"{source.authors} ({source.year}). {source.title}")
        return Markup(
            f'<sup class="atlas-cite"><a href="#source-{key}" data-tip="{tip}"'
            f' aria-label="Source {number}">{number}</a></sup>'
        )

    def fact(self, owner: str, name: str) -> Markup:
        """A fact's value, linked to the fact, with its note."""
        owner = owner or self._slug
        fact: Fact = self._site.content.facts[f"{owner}#{name}"]
        here = owner == self._slug
        address = f"#fact-{name}" if here else self.href(owner, f"fact-{name}")
        tip = _attribute(self.plain(fact.statement))
        return Markup(
            f'<a class="atlas-fact" href="{address}" data-tip="{tip}">{_literal(fact.value)}</a>'
        ) + self.cite(fact.source)

    def _html(self, ready: str, original: str) -> str:
        """Markdown is the slow part: paragraphs with nothing for it to do go past it."""
        if (_BLOCKS.search if "\n" in original else _BLOCKS.match)(original):
            return self._convert(ready)
        return "\n".join(self._paragraph(text) for text in _PARAGRAPHS.split(ready))

    def _paragraph(self, text: str) -> str:
        if _INLINE.search(text):
            return _emphasised(text) or self._convert(text)
        return f"<p>{text}</p>"

    def _convert(self, ready: str) -> str:
        self._light.reset()
        return self._light.convert(ready)

    def _annotate(self, text: str, *, define: bool = True) -> str:
        out, position = [], 0
        for token in TOKEN.finditer(text):
            words = self._words(text[position : token.start()], define=define)
            # A note stands at its word: the space that authors write before it is not printed.
            out.append(words.rstrip(" \n") if token.lastindex == IS_CITATION else words)
            out.append(self._token(token))
            position = token.end()
        out.append(self._words(text[position:], define=define))
        return "".join(out)

    def _token(self, token: re.Match[str]) -> str:
        if token.lastindex == IS_CITATION:
            return self.cite(token[1])
        if token.lastindex == IS_FACT:
            return self.fact(token[2], token[3])
        if token.lastindex == IS_LINK:
            return self._link(token[4], token[5])
        if token[0].startswith("```"):
            body = token[0].strip().removesuffix("```").partition("\n")[2]
            return f"\n<pre><code>{_literal(body)}</code></pre>\n"
        return f"<code>{_literal(token[0][1:-1])}</code>"

    def _link(self, words: str, target: str) -> str:
        if target.startswith(("https://", "http://")):
            return f'<a href="{escape(target)}" rel="noopener">{_safe(words)}</a>'
        slug, _, anchor = target.partition("#")
        return f'<a href="{escape(self.href(slug, anchor))}">{_safe(words)}</a>'

    def _words(self, text: str, *, define: bool) -> str:
        if not define or not text.strip():
            return _safe(text)
        out, position = [], 0
        for match in self._site.names.find(text):
            if match.slug in self.terms:
                continue
            self.terms[match.slug] = None
            entry = self._site.content.entries[match.slug]
            out.append(_safe(text[position : match.start]))
            out.append(
                f'<a class="atlas-term" href="{self.href(match.slug)}"'
                f' data-tip="{_attribute(entry.summary)}">{_safe(text[match.start : match.end])}</a>'
            )
            position = match.end
        out.append(_safe(text[position:]))
        return "".join(out)


def _emphasised(text: str) -> str:
    """A paragraph as Markdown prints it, if plain emphasis is all it would find there; or nothing."""
    if "_" in text or "`" in text or "\\" in text:
        return ""
    html = _PLAIN_EMPHASIS.sub(lambda found: f"<em>{found[1]}</em>" if found[1] else found[0], text)
    left = _TAG.sub("", html)
    return "" if "*" in left or ">" in left else f"<p>{html}</p>"


def _spaced_lists(text: str) -> str:
    """With a blank line before each list: Markdown needs it, authors forget it."""
    if "\n" not in text:
        return text
    lines = text.split("\n")
    for number in range(len(lines) - 1, 0, -1):
        above = lines[number - 1]
        continues = not above.strip() or _LIST_ITEM.match(above) or _INSIDE_LIST.match(above)
        if _LIST_ITEM.match(lines[number]) and not continues:
            lines.insert(number, "")
    return "\n".join(lines)


def _attribute(text: str) -> str:
    """Escaped for an attribute, and against Markdown, which looks into attributes for code."""
    return escape(text).replace("`", "&#96;").replace("\\", "&#92;")


_LITERAL = {ord(character): f"&#{ord(character)};" for character in "&<>*_`\\[]{}!#"}


def _literal(text: str) -> str:
    """Text in which neither HTML nor Markdown finds anything to do.

    Code is written out like this because Markdown pairs backticks by rules of its own: what
    is code here and not there would let HTML through.
    """
    return text.translate(_LITERAL)


def _safe(text: str) -> str:
    """Escaped for HTML, and for Markdown's code and link syntax; emphasis stays."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("[", "&#91;").replace("`", "&#96;")


def light_markdown() -> markdown.Markdown:
    """Python-Markdown with paragraphs, lists, emphasis and code, and nothing that links."""
    md = markdown.Markdown(extensions=["sane_lists"], output_format="html")
    for name in ("link", "image_link", "reference", "image_reference", "short_reference",
                 "short_image_ref", "autolink", "automail"):  # fmt: skip
        md.inlinePatterns.deregister(name)
    for name in ("code", "hashheader", "setextheader", "reference", "hr"):
        md.parser.blockprocessors.deregister(name)
    return md
