#!/usr/bin/env bash
# make_venv.sh PYTHON FOLDER: a virtual environment; on Debian the package that venv needs is installed where it may be.
set -euo pipefail
python=$1 folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "geomap needs Python 3.11 or newer; $python is $("$python" --version). Say: make PYTHON=python3.12 …" >&2
  exit 1
fi
if ! "$python" -m venv "$folder" 2>/dev/null; then
  rm -rf "$folder"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null
    "$python" -m venv "$folder"
  else
    echo "The module venv does not work here; on Debian: sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
