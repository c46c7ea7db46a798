#!/usr/bin/env bash
# Runs every benchmark of this folder one after the other; each prints its own table. Needs an idle machine to mean much.
set -uo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-.venv/bin/python}
failed=0
for file in tests/bench/bench_*.py; do
  echo "== $file"
  PYTHONPATH=. "$python" "$file" || { echo "FAILED: $file"; failed=1; }
done
exit $failed
