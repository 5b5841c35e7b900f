"""Which column of a product catalog states which field of an item: by its name, by a known other name, by a mapping.

Reading the rows below the header is `catalog`. A column is never guessed: what is not known here is ignored and said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chipgate.errors import InvalidCatalog, Problem
from chipgate.model.item import Format, ItemSpec

from .strict_yaml import read
from .validation import did_you_mean
from .written_numbers import Written, read_written

IGNORE = "ignore"
MEMORY_TYPE = "memory_type"
"""Not a field of an item: it says whether the memory bandwidth of the row is that of DRAM."""
PART_NUMBER = "part_number"
"""Not a field of an item: by it the row is looked up in an item register, where there is one."""
FIELDS = (
    *(name for name in ItemSpec.model_fields if name not in {"tops", "sparse_tops", "review"}),
    *(f"{kind}.{form.value}" for kind in ("tops", "sparse_tops") for form in Format),
    MEMORY_TYPE, PART_NUMBER,
)
"""What a column may state."""

KNOWN_AND_IGNORED = {
    "release_date", "launch_date", "process_nm", "process", "memory_gb", "memory_size_gb", "host_interface", "io_note",
    "note", "notes", "comment", "transistor_count_bn", "transistor_count", "source", "source_url", "source_urls",
    "sources", "url", "urls", "confidence",
}  # fmt: skip
"""Columns that are passed over without a word. (A count of transistors is a marketing figure: the approximated one that
Note 1 to 3A090.a asks for is stated by mapping.)"""

OWN_NAMES = {
    **{name: name for name in FIELDS if "." not in name and name not in KNOWN_AND_IGNORED},
    **{f"tops_{form.value}": f"tops.{form.value}" for form in Format},
    **{f"sparse_tops_{form.value}": f"sparse_tops.{form.value}" for form in Format},
    **{f"dense_{form.value}_{unit}": f"tops.{form.value}" for form in Format for unit in ("tflops", "tops")},
    "vendor": "manufacturer", "marketed_for_datacenter": "designed_or_marketed_for_datacenter",
    "fp32_tflops": "tops.fp32", "tf32_dense_tflops": "tops.tf32", "fp64_tflops": "tops.fp64",
    "memory_bandwidth_gbps": "dram_bandwidth_gb_s", "interconnect_bandwidth_gbps": "link_bandwidth_gb_s",
    "host_interface_gbps": "host_bandwidth_gb_s",
}  # fmt: skip
"""The columns of a catalog as documented (and as in the one that comes with chipgate): nothing is said about them."""
_OTHER_NAMES = {
    "name": "product product_name item item_name model model_name part part_name chip gpu accelerator",
    "manufacturer": "maker brand company designer",
    "kind": "item_kind",
    "designed_or_marketed_for_datacenter": "datacenter data_center is_datacenter",
    "tpp": "total_processing_performance",
    "die_area_mm2": "die_area die_size die_size_mm2 applicable_die_area_mm2",
    "transistor": "transistor_type",
    "memory_type": "memory",
    "dram_bandwidth_gb_s": "memory_bandwidth_gb_s dram_bandwidth_gbps mem_bandwidth_gb_s",
    "link_bandwidth_gb_s": "interconnect_bandwidth_gb_s link_bandwidth_gbps "
                           "nvlink_bandwidth_gb_s chip_to_chip_bandwidth_gb_s",
    "host_bandwidth_gb_s": "host_interface_gb_s host_bandwidth_gbps pcie_bandwidth_gb_s",
}  # fmt: skip
_RATES = (
    "{0}", "{0}_tops", "{0}_tflops", "{0}_dense", "dense_{0}", "{0}_dense_tops",
    "{0}_dense_tflops", "{0}_tops_dense", "{0}_tflops_dense",
)  # fmt: skip
KNOWN = {
    **{other: field for field, others in _OTHER_NAMES.items() for other in others.split()},
    **{rate.format(form.value): f"tops.{form.value}" for form in Format for rate in _RATES},
    **OWN_NAMES,
}
"""Every column name that is understood, folded by `folded`."""
_SPARSITY_WORDS = frozenset({"sparse", "sparsity", "with", "w", "structured"})
_RATE = re.compile(r"([kmgtpe]?(?:fl)?ops)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its number from 1, its header as written, and what it states (None: ignored)."""

    number: int
    header: str
    field: str | None
    plain: bool
    """Whether the name is one that is documented, so that nothing needs to be said about the column."""
    mapped: bool = False
    """Whether a mapping says what it states."""
    written: Written | None = None
    """How its figures are written, where a mapping says so."""

    @property
    def any_memory(self) -> bool:
        """Whether the header speaks of memory, and not of DRAM, so that the memory type decides what it states."""
        return folded(self.header).startswith("mem")


def folded(header: str) -> str:
    """A header without case, units' typography and punctuation.

    >>> folded("Die area (mm²)"), folded("tops.fp8")
    ('die_area_mm2', 'tops_fp8')
    """
    plain = unicodedata.normalize("NFKC", header).casefold()
    return "_".join("".join(c if c.isalnum() else " " for c in plain).split())


def assign(
    header: Sequence[str], mapping: Mapping[str, str | Written], path: str, line: int
) -> tuple[tuple[Column, ...], list[Problem]]:
    """Say what each column states, or what is wrong with the header."""
    problems: list[Problem] = []
    columns: list[Column] = []
    forms = {folded(column): one for column, one in mapping.items() if isinstance(one, Written)}
    wanted = {folded(column): one if isinstance(one, str) else one.field for column, one in mapping.items()}
    seen: dict[str, Column] = {}
    for number, text in enumerate((cell.strip() for cell in header), start=1):
        key = folded(text)
        if not key:
            problems.append(Problem(path, line, number, f"column {number} has no name.", "Name it, or remove it."))
            continue
        field, fault = _field(text, key, wanted)
        plain = key not in wanted and (key in OWN_NAMES or key in KNOWN_AND_IGNORED)
        column = Column(number, text, field, plain, key in wanted, forms.get(key))
        columns.append(column)
        twin = seen.setdefault(key, column)
        if twin is not column:
            message = f'column "{text}" again; it is column {twin.number} too.'
            problems.append(Problem(path, line, number, message, "Keep one of the two."))
        elif fault:
            problems.append(Problem(path, line, number, *fault))
        elif field is not None and (other := seen.setdefault(f"\0{field}", column)) is not column:
            message = f'columns "{other.header}" and "{text}" both state {field}.'
            hint = f'Keep one, or ignore one with --mapping: "{text}: {IGNORE}".'
            problems.append(Problem(path, line, number, message, hint))
    for name in mapping:
        if folded(name) not in {folded(text) for text in header}:
            hint = did_you_mean(name, list(header)) or "Remove it from the mapping."
            problems.append(Problem(path, line, 1, f'there is no column "{name}", which the mapping names.', hint))
    if not any(column.field == "name" for column in columns):
        hint = 'Name one column "name", or say which one it is with --mapping: "Product title: name".'
        problems.append(Problem(path, line, 1, "no column states the name of the item.", hint))
    return tuple(columns), problems


def _field(text: str, key: str, wanted: Mapping[str, str]) -> tuple[str | None, tuple[str, str] | None]:
    """What a column states; or a message and a hint, where going on would understate a figure."""
    sparse = "spars" in key
    if key in wanted:
        field = None if wanted[key] == IGNORE else wanted[key]
        if sparse and field is not None and not field.startswith("sparse_tops."):
            hint = "Give the dense rate a column of its own."
            return None, (f'column "{text}" speaks of sparsity: it can state sparse_tops.* only, not {field}.', hint)
        return field, None
    words = key.split("_")
    if key in KNOWN:
        return KNOWN[key], None
    if sparse:
        rest = "_".join(word for word in words if word not in _SPARSITY_WORDS)
        dense = KNOWN.get(rest, "")
        if dense.startswith("tops.") and "dense" not in words:
            return f"sparse_{dense}", None
        hint = f'Say what it states with --mapping: "{text}: sparse_tops.fp8", or "{text}: {IGNORE}".'
        return None, (f'column "{text}" speaks of sparsity, and which rate it states is not clear.', hint)
    if any(_RATE.fullmatch(word) for word in words) and "per" not in words:
        hint = f'Say what it states with --mapping: "{text}: tops.fp8", or "{text}: {IGNORE}".'
        return None, (f'column "{text}" looks like a rate, and ignoring it could understate the item.', hint)
    return None, None


def read_mapping(text: bytes, path: str) -> dict[str, str | Written]:
    """Read a mapping file: `column: field`, one per line, with `ignore` for a column that states nothing.

    A column whose figures have units or separators is `column: {field, unit, thousands, decimal}` (`written_numbers`).

    Raises:
        InvalidCatalog: with every problem of the file.
    """
    document, problems = read(text, path)
    if document is None:
        raise InvalidCatalog(problems)
    if not isinstance(document.value, dict):
        raise InvalidCatalog([Problem(path, 1, 1, "not a mapping of columns to fields.", 'Write "column: field".')])
    found: dict[str, str | Written] = {}
    for name, field in document.value.items():
        if isinstance(field, str) and (field in FIELDS or field == IGNORE):
            found[name] = field
            continue
        place = document.place((name,))
        if isinstance(field, dict):
            written, message, hint = read_written(field, FIELDS)
            if written is not None:
                found[name] = written
            else:
                problems.append(Problem(path, place.line, place.column, message, hint))
            continue
        hint = did_you_mean(str(field), [*FIELDS, IGNORE]) or f"Fields: {', '.join(FIELDS)}, {IGNORE}."
        problems.append(Problem(path, place.line, place.column, f'"{field}" is not a field of an item.', hint))
    if problems:
        raise InvalidCatalog(problems)
    return found
