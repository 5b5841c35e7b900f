"""The first tables of the decision log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table("log", sa.Column("log_id", sa.Text(), primary_key=True), _text("created_at"))
    op.create_table(
        "records", sa.Column("chain", sa.Integer(), nullable=False), sa.Column("seq", sa.BigInteger(), nullable=False),
        _text("record_id"), _text("kind"), _text("at"), _text("caller"), _text("request_id"), _text("engine"),
        _text("rulebook"), _text("ruleset", null=True), _text("outcome", null=True), _text("verdict", null=True),
        _text("certainty", null=True), _text("item", null=True), _text("destination", null=True),
        _text("date", null=True), _text("order", null=True), _text("line", null=True), _text("question_digest"),
        _text("answer_digest"), _text("previous"), _text("digest"), sa.Column("question", sa.LargeBinary()),
        sa.Column("answer", sa.LargeBinary()), sa.PrimaryKeyConstraint("chain", "seq"),
        sa.UniqueConstraint("record_id", name="records_by_id"),
    )  # fmt: skip
    op.create_index("records_by_order", "records", ["order"])
    op.create_index("records_by_item", "records", ["item", "record_id"])
    op.create_table(
        "checkpoints", sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False), _text("at"), _text("heads"), _text("previous"),
        _text("key_id"), _text("digest"), _text("signature"), sa.PrimaryKeyConstraint("chain", "number"),
    )  # fmt: skip
    op.create_table(
        "signing_keys", sa.Column("key_id", sa.Text(), primary_key=True), _text("public_key"), _text("since"),
        _text("endorsed_by", null=True), _text("endorsement", null=True),
    )  # fmt: skip
    op.create_table(
        "bundles", sa.Column("rulebook", sa.Text(), primary_key=True), _text("at"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )  # fmt: skip
    op.create_table(
        "idempotency", _text("caller"), _text("key"), _text("at"), _text("question_digest"), _text("record_id"),
        sa.PrimaryKeyConstraint("caller", "key"),
    )  # fmt: skip
    op.create_table(
        "api_keys", sa.Column("key_id", sa.Text(), primary_key=True), _text("name"),
        sa.Column("digest", sa.Text(), nullable=False, unique=True), _text("scopes"),
        sa.Column("per_minute", sa.Integer()), _text("created_at"), _text("revoked_at", null=True),
    )  # fmt: skip
    op.create_table(
        "holds", sa.Column("hold_id", sa.Text(), primary_key=True), _text("selection"), _text("reason"),
        _text("placed_at"), _text("released_at", null=True),
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        # Texts come compressed: PostgreSQL need not try again, row after row.
        op.execute("ALTER TABLE records ALTER COLUMN question SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE records ALTER COLUMN answer SET STORAGE EXTERNAL")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)
