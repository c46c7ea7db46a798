#!/usr/bin/env bash
# build.sh FOLDER: builds a real, tiny Nominatim of the places in places.py and leaves
#   FOLDER/nominatim.sqlite   the database; serving it needs no PostgreSQL
#   FOLDER/venv               the server
# Needs Debian 12 and what tests/install_system.sh installs. PostgreSQL runs only here, on a socket of its own.
set -euo pipefail
root=$(realpath -m "$1") here=$(dirname "$(readlink -f "$0")")
pg_bin=/usr/lib/postgresql/15/bin
mkdir -p "$root/project"

# pyenv's Python cannot load SQLite's extensions; Debian's can, and brings the ICU that would have to be compiled.
/usr/bin/python3 -m venv --system-site-packages "$root/venv"
"$root/venv/bin/pip" -q install --disable-pip-version-check nominatim-db==5.3.3 nominatim-api==5.3.3 'psycopg[binary]' \
  aiosqlite falcon uvicorn

pg=$(mktemp -d) as=()
if [ "$(id -u)" = 0 ]; then  # PostgreSQL refuses to run as root
  chmod 711 "$pg"; chown postgres "$pg"; as=(runuser -u postgres --)
fi
cd "$pg"
"${as[@]}" "$pg_bin/initdb" -D "$pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
fast="-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c jit=off"
"${as[@]}" "$pg_bin/pg_ctl" -D "$pg/data" -w -l "$pg/log" -o "-k $pg -c listen_addresses='' $fast" start >/dev/null
trap 'cd /; "${as[@]}" "$pg_bin/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null; rm -rf "$pg"' EXIT

cd "$root/project"
/usr/bin/python3 -B "$here/make_osm.py" "$root/places.osm" "$root/project/wikimedia-importance.csv.gz"
export PATH="$root/venv/bin:$PATH" NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=$pg;user=postgres"
export NOMINATIM_DATABASE_WEBUSER=postgres NOMINATIM_LANGUAGES=en,ar,fr,de,fa
nominatim import --osm-file "$root/places.osm" --offline --no-partitions --no-updates -j 2

# The world's country grid has 27 MB; one simplified shape a country is enough here.
psql -q -v ON_ERROR_STOP=1 -h "$pg" -U postgres nominatim <<'SQL'
CREATE TABLE g AS SELECT country_code, max(area) AS area, min(geometry::text)::geometry AS one,
  ST_Simplify(ST_Union(ST_MakeValid(geometry), 0.05), 0.1) AS geometry FROM country_osm_grid GROUP BY 1;
UPDATE g SET geometry = one WHERE geometry IS NULL OR ST_IsEmpty(geometry);
TRUNCATE country_osm_grid;
INSERT INTO country_osm_grid(country_code,area,geometry) SELECT country_code, area, geometry FROM g;
DROP TABLE g; ANALYZE country_osm_grid;
SQL
rm -f "$root/nominatim.sqlite"
nominatim convert -o "$root/nominatim.sqlite"
