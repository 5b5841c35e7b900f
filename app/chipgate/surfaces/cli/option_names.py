"""A problem with a field of the question, named by the option that was typed."""

from __future__ import annotations

from dataclasses import replace

from chipgate.errors import Problem

_OPTIONS = {
    "/item/name": "--name", "/item/manufacturer": "--manufacturer", "/item/kind": "--kind", "/item/tpp": "--tpp",
    "/item/designed_or_marketed_for_datacenter": "--datacenter", "/item/die_area_mm2": "--die-area",
    "/item/transistor": "--transistor", "/item/dram_bandwidth_gb_s": "--dram", "/item/link_bandwidth_gb_s": "--link",
    "/item/host_bandwidth_gb_s": "--host", "/destination": "--to", "/date": "--date", "/transfer": "--transfer",
    "/parties/0/headquarters": "--hq", "/parties/0/ultimate_parent": "--parent", "/parties/0/location": "--location",
    "/exporter": "--exporter", "/scope": "--scope", "/origin": "--ships-from", "/region": "--to",
    "/exporter_role": "--exporter-role", "/quantity": "--quantity",
}  # fmt: skip
_REPEATED = {
    "/certifications/": "--certify", "/readings/": "--reading", "/parties/": "--party", "/item/tops/": "--tops",
    "/item/sparse_tops/": "--sparse-tops",
}  # fmt: skip


def in_option_words(problem: Problem) -> Problem:
    """The same problem at its option, where it stands in a question and not in a file.

    >>> str(in_option_words(Problem("", message="what is this?", pointer="/item/tops/fp8")))
    '--tops fp8: what is this?'
    """
    if problem.path or not problem.pointer:
        return problem
    option = _OPTIONS.get(problem.pointer, problem.pointer)
    for prefix, repeated in _REPEATED.items():
        if problem.pointer.startswith(prefix) and problem.pointer not in _OPTIONS:
            form = problem.pointer.removeprefix(prefix)
            option = repeated if form.isdigit() else f"{repeated} {form}"
    return replace(problem, path=option, pointer="")
