#!/usr/bin/env bash
# What action.yml runs on a pull request: lint, cases, coverage and audit of the rules, one report, and one comment that is
# kept up to date. Run it at the top of a checkout that has both sides of the pull request (actions/checkout with
# fetch-depth: 0), where `chipgate` and `python3` can be found.
#
# It reads RULES, CATALOG, TO, FAIL_ON, LINT_LEVEL, COVERAGE and COMMENT (see action.yml), and what GitHub sets:
# GITHUB_EVENT_PATH, and where they are set GITHUB_STEP_SUMMARY, GITHUB_OUTPUT, RUNNER_TEMP and GITHUB_TOKEN.
#
# Exit codes are chipgate's: 0; 1 what was named has happened, a case came out otherwise, or a finding is grave; 2 bad
# input; 3 broken rules.
set -uo pipefail

rules=${RULES:-rules}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/chipgate-audit.XXXXXX") || exit 70
report=$work/report.md
unset CHIPGATE_RULES # the folder that is audited counts, and no other

# The two commits of the event; anything but the ids of commits is refused.
sides=$(python3 - "${GITHUB_EVENT_PATH:?says which pull request this is}" <<'PYTHON'
import json, re, sys
with open(sys.argv[1], encoding="utf-8") as file:
    request = json.load(file).get("pull_request") or {}
ids = [str((request.get(side) or {}).get("sha")) for side in ("base", "head")]
if not all(re.fullmatch("[0-9a-f]{40,64}", one) for one in ids):
    sys.exit("chipgate: this event is of no pull request: run the action on: pull_request.")
print("...".join(ids))
PYTHON
) || exit 2

worst=0
failed() { if [ "$1" -gt "$worst" ]; then worst=$1; fi; }
rows=()
row() { # a line of the table of checks: name, exit code, what was said last
    local state="✓"
    [ "$2" -eq 0 ] || state="✗"
    rows+=("| $1 | $state | $(printf '%s' "$3" | tr '|`\r\n<>&[]' "/'    +()" | cut -c 1-300) |")
    failed "$2"
}

show() { # what a command said, of which no line is a command to the runner, whatever a rule file has in it
    local end
    end=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
    printf '::stop-commands::%s\n' "$end"
    cat "$1"
    printf '\n::%s::\n' "$end"
}

echo "::group::lint"
chipgate rules lint --rules "$rules" -f github --fail-on "${LINT_LEVEL:-error}" 2>"$work/lint-errors" | tee "$work/lint"
code=${PIPESTATUS[0]}
show "$work/lint-errors"
echo "::endgroup::"
count=$(grep -cE '^::(error|warning|notice) ' "$work/lint" || true)
said="$count findings, shown at their lines"
[ "$code" -ne 3 ] || said="the rules cannot be read"
row lint "$code" "$said"

if [ "$code" -ne 3 ]; then
    echo "::group::cases"
    chipgate rules cases --rules "$rules" >"$work/cases" 2>&1
    code=$?
    show "$work/cases"
    echo "::endgroup::"
    row cases "$code" "$(grep -E '^[0-9]+ cases: ' "$work/cases" || tail -n 1 "$work/cases")"

    echo "::group::coverage"
    chipgate rules coverage --rules "$rules" --fail-under "${COVERAGE:-0}" >"$work/coverage" 2>&1
    code=$?
    show "$work/coverage"
    echo "::endgroup::"
    row coverage "$code" "$(grep -E '^ *[0-9.]+ %' "$work/coverage" | sed 's/  */ /g' | paste -s -d ";" || true)"
fi

words=(--rules "$rules" --to "${TO:-CN}" -f markdown -o "$report")
[ -z "${CATALOG:-}" ] || words+=(--catalog "$CATALOG")
IFS=',' read -r -a named <<<"${FAIL_ON:-}"
for one in "${named[@]}"; do
    one=${one//[[:space:]]/}
    [ -z "$one" ] || words+=(--fail-on "$one")
done
echo "::group::audit $sides"
chipgate audit "$sides" "${words[@]}" 2>"$work/audit-errors"
code=$?
show "$work/audit-errors"
echo "::endgroup::"
failed "$code"

if [ ! -s "$report" ]; then # bad input, or broken rules: say so in the comment's place
    {
        echo "<!-- chipgate-audit -->"
        echo "### chipgate: these rules cannot be audited"
        echo
        python3 - "$work/audit-errors" <<'PYTHON'
import sys
with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
    lines = file.read().splitlines()
for line in lines[:120]:
    print("    " + line[:400])  # indented: nothing in a line ends the block
if lines[120:]:
    print(f"    … and {len(lines) - 120} more lines, in the log of this run")
PYTHON
    } >"$report"
fi
{
    echo
    echo "| check | | |"
    echo "|---|---|---|"
    printf '%s\n' "${rows[@]}"
} >>"$report"

[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$report" >>"$GITHUB_STEP_SUMMARY"
[ -z "${GITHUB_OUTPUT:-}" ] || echo "report=$report" >>"$GITHUB_OUTPUT"
if [ "${COMMENT:-true}" = true ] && [ -n "${GITHUB_TOKEN:-}" ]; then
    python3 "$here/pull-request-comment.py" "$report" ||
        echo "::warning::The report could not be written as a comment; it is in the summary of this run."
fi
exit "$worst"
