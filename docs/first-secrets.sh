#!/bin/sh
# Make the secrets that docker-compose.yml reads, each once. Keep a copy of root_key elsewhere:
# without it nothing that people sent can be read, and no backup helps.
set -eu
umask 022
# Without it each would be written empty, and kept so.
command -v openssl >/dev/null || { echo "This needs openssl: install it, then run it again." >&2 && exit 1; }
mkdir -p -m 0700 secrets
cd secrets

keep() { # name, content: written only if there is none yet
	[ -e "$1" ] || { printf '%s' "$2" >"$1.new" && mv "$1.new" "$1" && echo "secrets/$1"; }
}

keep postgres_password "$(openssl rand -hex 24)"
keep desk_password "$(openssl rand -hex 24)"
# The desk's own role, which `migrate` makes, and the owner of the tables, whom only
# `migrate`, backups and a restore know.
keep database_url "postgres://dsar_desk:$(cat desk_password)@postgres/dsar"
keep owner_url "postgres://dsar:$(cat postgres_password)@postgres/dsar"
keep secret_key "$(openssl rand -base64 60 | tr -d '\n')"
keep root_key "$(openssl rand -base64 32)"
# What is turned away from, and what a key service wants: empty until then (docs/key-ceremony.md).
keep root_key_old ""
keep kms_token ""
keep anchor_key "$(openssl rand -base64 32)"
keep smtp_password ""
keep oidc_client_secret ""
keep metrics_token "$(openssl rand -hex 32)"

# The backups' folder, of the user that the containers run as: deploy/backup.sh.
cd ..
if [ ! -e backups ] && mkdir -m 0700 backups && ! chown 10001:10001 backups 2>/dev/null; then
	echo "As root: chown 10001:10001 backups"
fi
