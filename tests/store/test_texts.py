"""Texts of the log: small when stored, the same when read, and damage is told as damage."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, strategies as st

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.errors import LogDamaged, LogOutdated
from chipgate.model.decision_text import decision_json
from chipgate.store import texts
from chipgate.store.texts import MOST_BYTES, Compressor, compressed, decompressed


@given(st.lists(st.binary(max_size=3000), max_size=8))
def test_what_is_read_is_what_was_written(given: list[bytes]) -> None:
    frames = Compressor().all(given)
    assert [decompressed(frame, "it") for frame in frames] == given
    assert [decompressed(compressed(text), "it") for text in given] == given


def test_an_answer_takes_a_fraction_of_its_room(rulebook: Rulebook, h20: ItemSpec) -> None:
    asked = Shipment.model_validate({"item": h20, "destination": "KR", "date": "2026-03-03"})
    answer = decision_json(decide(rulebook, asked))
    assert len(compressed(answer)) < len(answer) / 8


def test_another_reader_needs_the_dictionary_alone() -> None:
    dictionary = Path(texts.__file__).with_name("texts-1.dict").read_bytes()
    reader = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))
    assert reader.decompress(compressed(b"an answer")) == b"an answer"


def test_frames_without_a_dictionary_are_read_too_and_from_any_thread() -> None:
    frames = [zstandard.ZstdCompressor().compress(b"plain"), compressed(b"answer")]
    found: list[bytes] = []

    def read() -> None:
        found.extend(decompressed(one, "it") for one in frames)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted([b"plain", b"answer"] * 3)


@pytest.mark.parametrize("damage", [lambda f: b"", lambda f: f[:-1], lambda f: f + b"x", lambda f: b"no frame" + f])
def test_damage_is_told(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(LogDamaged, match="the answer of record 1 cannot be decompressed"):
        decompressed(damage(compressed(b"an answer" * 100)), "the answer of record 1")


def test_a_frame_does_not_swell_beyond_bounds() -> None:
    with pytest.raises(LogDamaged, match="claims to hold"):
        decompressed(compressed(bytes(MOST_BYTES + 1)), "it")
    endless = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(MOST_BYTES + 1))
    with pytest.raises(LogDamaged):
        decompressed(endless, "it")


def test_a_later_dictionary_is_told() -> None:
    samples: list[bytes | bytearray | memoryview] = [b"sample %d of a later one" % number * 9 for number in range(999)]
    dictionary = zstandard.train_dictionary(2000, samples, dict_id=7)
    with pytest.raises(LogOutdated, match="dictionary 7"):
        decompressed(zstandard.ZstdCompressor(dict_data=dictionary).compress(b"sample"), "it")
