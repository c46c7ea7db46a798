#!/usr/bin/env bash
# What the tests need from Debian: chromium for the map, and the parts of a real Nominatim server. Installed where that
# is allowed; where not, the tests say at their end what they could not do.
set -uo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v osm2pgsql >/dev/null || missing+=(osm2pgsql)
command -v nginx >/dev/null || missing+=(nginx-light)
[ -d /usr/share/postgresql/15/extension ] && ls /usr/share/postgresql/15/extension/postgis.control >/dev/null 2>&1 \
  || missing+=(postgresql-15 postgresql-15-postgis-3 postgresql-15-postgis-3-scripts)
dpkg -s libsqlite3-mod-spatialite >/dev/null 2>&1 || missing+=(libsqlite3-mod-spatialite)
dpkg -s python3-icu >/dev/null 2>&1 || missing+=(python3-icu python3-venv libpq5)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "not installed, and only root may: ${missing[*]}" >&2
  exit 0
fi
echo "installing for the tests: ${missing[*]}"
apt-get -qq update || exit 0
DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
  "${missing[@]}" >/dev/null 2>&1 || echo "apt-get could not install: ${missing[*]}" >&2
exit 0
