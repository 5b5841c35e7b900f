"""A record's digest: the bytes that are hashed when it is written are those that anyone's JSON library writes."""

from __future__ import annotations

import random

from chipgate.store.record import START, Entry, Kind, chained, digest_of

_ODD = ['"', "\\", "/", "\x00", "\x1f", "\x7f", "\b\f\n\r\t", "é", "\u2028", "\ue000", "𝄞", "</script>", "%s", " "]


def test_a_digest_is_the_same_by_the_library_that_writes_and_by_the_one_that_checks() -> None:
    rng = random.Random(1)

    def text() -> str:
        drawn = (chr(rng.choice((rng.randrange(0x250), rng.randrange(0xD800), rng.randrange(0xE000, 0x110000))))
                 for _ in range(rng.randrange(6)))  # fmt: skip
        return "".join(drawn) + rng.choice(_ODD)

    previous = START
    for seq in range(1, 2_001):
        entry = Entry(
            record_id=text(), kind=rng.choice(list(Kind)), at=text(), caller=text(), request_id=text(), engine=text(),
            rulebook=text(), question=text().encode(), answer=text().encode(), ruleset=rng.choice((None, text())),
            item=rng.choice((None, text())), destination=text(), order=rng.choice((None, text())),
        )  # fmt: skip
        log_id = text()
        record = chained(log_id, rng.randrange(2**31), seq * 2**40, previous, entry)
        assert record.digest == digest_of(log_id, record)
        assert record.digest != digest_of(f"{log_id}.", record)
        previous = record.digest
