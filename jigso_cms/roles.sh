#!/bin/bash
# Runs once in a new PostgreSQL container: the owner makes tables, the application may not
# alter what is remembered (the grants follow each migration, see activity/guard.py).
set -euo pipefail

psql --username postgres --variable ON_ERROR_STOP=1 \
     --variable owner_password="$OWNER_PASSWORD" --variable app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE jigso_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE jigso_app LOGIN PASSWORD :'app_password';
GRANT jigso_app TO jigso_owner;
CREATE DATABASE jigso OWNER jigso_owner;
SQL
