#!/bin/bash
# Run once by the image, on an empty volume. The engine's tables are private to it: another user, other databases.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
  --set=bihuan="$BIHUAN_DB_PASSWORD" --set=temporal="$TEMPORAL_DB_PASSWORD" <<'SQL'
CREATE ROLE bihuan LOGIN PASSWORD :'bihuan';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE bihuan OWNER bihuan;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE bihuan, temporal, temporal_visibility FROM PUBLIC;
SQL
