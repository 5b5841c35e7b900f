"""The tables of the decision log. They are made and changed by the migrations, never from here.

Records and checkpoints are only ever added; of a record, the texts alone may be erased, and an erasure is a record.
Times are texts (RFC 3339, UTC) and digests hexadecimal, so that what is hashed is what is stored, in every database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)  # fmt: skip

metadata = MetaData()

log = Table("log", metadata, Column("log_id", Text, primary_key=True), Column("created_at", Text, nullable=False))
"""One row: which log this is. Its id is part of every digest, so that no record of another log fits in."""

records = Table(
    "records", metadata,
    Column("chain", Integer, nullable=False), Column("seq", BigInteger, nullable=False),
    Column("record_id", Text, nullable=False), Column("kind", Text, nullable=False), Column("at", Text, nullable=False),
    Column("caller", Text, nullable=False), Column("request_id", Text, nullable=False),
    Column("engine", Text, nullable=False), Column("rulebook", Text, nullable=False), Column("ruleset", Text),
    Column("outcome", Text), Column("verdict", Text), Column("certainty", Text), Column("item", Text),
    Column("destination", Text), Column("date", Text), Column("order", Text), Column("line", Text),
    Column("question_digest", Text, nullable=False), Column("answer_digest", Text, nullable=False),
    Column("previous", Text, nullable=False), Column("digest", Text, nullable=False),
    Column("question", LargeBinary), Column("answer", LargeBinary),
    PrimaryKeyConstraint("chain", "seq"), UniqueConstraint("record_id", name="records_by_id"),
    Index("records_by_order", "order"), Index("records_by_item", "item", "record_id"),
)  # fmt: skip
"""The columns are the fields of `record.Record`, in their order. Texts are compressed with Zstandard."""
HEADER = tuple(column for column in records.columns if column.name not in ("question", "answer"))
"""All of them but the texts."""

checkpoints = Table(
    "checkpoints", metadata,
    Column("chain", Integer, nullable=False), Column("number", BigInteger, nullable=False),
    Column("at", Text, nullable=False), Column("heads", Text, nullable=False), Column("previous", Text, nullable=False),
    Column("key_id", Text, nullable=False), Column("digest", Text, nullable=False),
    Column("signature", Text, nullable=False), PrimaryKeyConstraint("chain", "number"),
)  # fmt: skip
"""Signed statements of where every chain stood, a row of them for each writer's chain (`signing`)."""

signing_keys = Table(
    "signing_keys", metadata,
    Column("key_id", Text, primary_key=True), Column("public_key", Text, nullable=False),
    Column("since", Text, nullable=False), Column("endorsed_by", Text), Column("endorsement", Text),
)  # fmt: skip
"""Public keys alone. A key that follows another is endorsed by it."""

bundles = Table(
    "bundles", metadata, Column("rulebook", Text, primary_key=True), Column("at", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)  # fmt: skip
"""Rules by the digest of the rulebook, as compiled JSON compressed with Zstandard: what an answer is replayed with."""

idempotency = Table(
    "idempotency", metadata,
    Column("caller", Text, nullable=False), Column("key", Text, nullable=False), Column("at", Text, nullable=False),
    Column("question_digest", Text, nullable=False), Column("record_id", Text, nullable=False),
    PrimaryKeyConstraint("caller", "key"),
)  # fmt: skip
"""Which record answered a request that the caller had named. `question_digest` is that of the request's body."""

api_keys = Table(
    "api_keys", metadata,
    Column("key_id", Text, primary_key=True), Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True), Column("scopes", Text, nullable=False),
    Column("per_minute", Integer), Column("created_at", Text, nullable=False), Column("revoked_at", Text),
)  # fmt: skip
"""API keys by the SHA-256 of their 256 random bits: a key itself is shown once and stored nowhere."""

holds = Table(
    "holds", metadata,
    Column("hold_id", Text, primary_key=True), Column("selection", Text, nullable=False),
    Column("reason", Text, nullable=False), Column("placed_at", Text, nullable=False), Column("released_at", Text),
)  # fmt: skip
"""Legal holds: what must not be erased, whatever its age. Placing and releasing one are records too."""
