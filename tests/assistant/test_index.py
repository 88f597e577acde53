"""The index: finds by words and by vectors, embeds only what is new, refuses what is not its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.index import Fusion, Index, IndexFault, build_index, content_hash, load_index
from assistant.passages import passages_of
from assistant.records import Passage
from generator.content import Content
from tests.assistant.words_encoder import WordsEncoder
from tests.conftest import TESTS

BREAD = content_hash(TESTS / "content_base")


@pytest.fixture
def built(base: Content, tmp_path: Path) -> Path:
    """An index of the breads."""
    build_index(passages_of(base), BREAD, WordsEncoder(), tmp_path / "index")
    return tmp_path / "index"


def searched(folder: Path, **weights: float) -> Index:
    return load_index(folder, BREAD, WordsEncoder(), Fusion(**weights))


@pytest.mark.parametrize("weights", [{}, {"lexical": 0.0}, {"dense": 0.0}])
def test_a_passage_is_found_by_its_own_words(built: Path, base: Content, weights: dict[str, float]) -> None:
    """The definition of sourdough comes first for its own text, fused and by each ranking alone."""
    hits = searched(built, **weights).search(f"Sourdough {base.methods['sourdough'].summary}", 5)
    assert "sourdough/summary" in [hit.passage.id for hit in hits[:2]]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_first_search_finds_what_later_ones_find(built: Path, base: Content) -> None:
    """The plain product of a process's first question and FAISS after it agree."""
    index, question = searched(built, lexical=0.0), f"Sourdough {base.methods['sourdough'].summary}"
    first, second = index.search(question, 60), index.search(question, 60)
    assert first[0].passage == second[0].passage
    assert [hit.dense for hit in first] == pytest.approx([hit.dense for hit in second], abs=1e-5)


@pytest.mark.parametrize(
    "question", ["", "?!", '"', "NEAR(a b)", "sourdough* OR text:-", "a" * 5000, "日本語"]
)
def test_any_text_can_be_searched_for(built: Path, question: str) -> None:
    """Operators of the query language and odd characters are words or nothing."""
    searched(built).search(question, 3)


def test_passages_come_back_as_they_went_in(built: Path, base: Content) -> None:
    """Nothing of a passage is lost on disk; those of an entry come together."""
    expected = {p.id: p for p in passages_of(base) if p.slug == "sourdough"}
    index = searched(built)
    assert {p.id: p for p in index.passages_of("sourdough")} == expected
    assert index.passage("sourdough/summary") == expected["sourdough/summary"]
    assert index.passage("no-such/id") is None


def test_sentences_made_of_values_are_found_by_their_entry_alone(built: Path) -> None:
    index = searched(built)
    derived = next(p for p in index.passages_of("sourdough") if p.derived)
    assert not any(hit.passage.derived for hit in index.search(derived.text, 60))


def test_a_word_that_stands_everywhere_ranks_nothing_beside_a_rarer_one(tmp_path: Path) -> None:
    """`bread` stands in every passage, `rye` in one; alone it is still searched for."""
    texts = ["Bread of rye.", *(f"Bread and more bread, number {number}." for number in range(30))]
    passages = [Passage(f"p/{n}", f"p/{n}", "P", "p", "how", text) for n, text in enumerate(texts)]
    build_index(passages, "small", WordsEncoder(), tmp_path)
    index = load_index(tmp_path, "small", WordsEncoder(), Fusion(dense=0.0))
    assert [hit.passage.text for hit in index.search("bread rye")] == ["Bread of rye."]
    assert len(index.search("bread", 40)) == len(texts)


def test_only_new_texts_are_embedded(built: Path, base: Content) -> None:
    """A second build embeds nothing; a changed text is embedded alone."""
    passages, encoder = passages_of(base), WordsEncoder()
    assert build_index(passages, BREAD, encoder, built) == 0
    first = passages[0]
    changed = type(first)(**{**vars(first), "text": "A new sentence."})
    assert build_index([changed, *passages[1:]], "other", encoder, built) == 1
    assert len(encoder.embedded) == 1
    assert load_index(built, "other", encoder).passage(first.id) == changed


def test_another_models_vectors_are_not_taken_over(built: Path, base: Content) -> None:
    """With another model everything is embedded again."""
    prose = [p for p in passages_of(base) if not p.derived]
    assert build_index(passages_of(base), BREAD, WordsEncoder("words-2"), built) == len(prose)


def test_an_index_of_other_content_or_model_is_refused(built: Path) -> None:
    """Stale, foreign and absent indexes are named and never searched."""
    with pytest.raises(IndexFault, match="content has changed"):
        load_index(built, "other", WordsEncoder())
    with pytest.raises(IndexFault, match="another model"):
        load_index(built, BREAD, WordsEncoder("words-2"))
    with pytest.raises(IndexFault, match="no index"):
        load_index(built / "nowhere", BREAD, WordsEncoder())


@pytest.mark.parametrize("name", ["passages.db", "vectors.npy"])
def test_a_damaged_file_is_refused_and_rebuilt(built: Path, base: Content, name: str) -> None:
    """One flipped byte is noticed; building again mends it without trusting the old vectors."""
    damaged = bytearray((built / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (built / name).write_bytes(damaged)
    with pytest.raises(IndexFault, match="damaged"):
        searched(built)
    assert build_index(passages_of(base), BREAD, WordsEncoder(), built) > 0
    assert searched(built).search("sourdough", 1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"surprise": 1}'])
def test_a_manifest_that_makes_no_sense_is_refused(built: Path, text: str) -> None:
    """Whatever stands in the manifest, the message is about the index, not about Python."""
    (built / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(IndexFault, match="atlas index"):
        searched(built)


def test_another_version_is_refused(built: Path) -> None:
    """An index written by another version of the program is not read by guess."""
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    (built / "manifest.json").write_text(json.dumps({**manifest, "version": 0}), encoding="utf-8")
    with pytest.raises(IndexFault, match="another version"):
        searched(built)


def test_a_failed_build_leaves_the_old_index(built: Path, base: Content) -> None:
    """If embedding fails half way, the index of before still answers and nothing else is left behind."""

    class Failing(WordsEncoder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            raise RuntimeError("no more memory")

    with pytest.raises(RuntimeError):
        build_index(passages_of(base), "other", Failing("words-3"), built)
    assert searched(built).search("sourdough", 1)
    assert [path.name for path in built.parent.iterdir()] == [built.name]


def test_content_hash_sees_every_change(tmp_path: Path) -> None:
    """Text, name and presence of a file all count."""
    shutil.copytree(TESTS / "content_base", tmp_path / "content")
    before = content_hash(tmp_path / "content")
    assert before == BREAD
    path = tmp_path / "content" / "terms" / "extra.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    added = content_hash(tmp_path / "content")
    path.rename(path.with_name("other.yaml"))
    assert len({before, added, content_hash(tmp_path / "content")}) == 3
