#!/usr/bin/env bash
# All checks: format, lint, types, import rule, tests. Ends with what could not be tested, loudly.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=$(dirname "${PYTHON:-.venv/bin/python}")
failed=0
step() { echo "== $*"; "$@" || { echo "FAILED: $*"; failed=1; }; }
step "$bin/ruff" format --check -q .
step "$bin/ruff" check -q .
step "$bin/mypy"
step "$bin/lint-imports"
step "$bin/python" -m pytest -q -n 2 --dist loadfile
exit $failed
