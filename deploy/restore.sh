#!/bin/sh
# Put a backup back, and bring it up to today. Web, worker and beat are off: docs/restore-drill.md.
#
#   sh deploy/restore.sh BACKUP [--keep-files]   BACKUP is what backup.sh made, as in backups/latest;
#                                                --keep-files leaves the folder of files as it is
#   sh deploy/restore.sh --go-on                 database and files are back: only what comes after
#
# Run it where manage.py is, with the desk's own settings, DSAR_OWNER_URL and DSAR_FILES_DIR.
# It writes into an empty database and an empty folder only. Keys and tombstones stay as they are.
set -eu
umask 077
. "$(dirname "$0")/database.sh"

python=${PYTHON:-python}
[ -n "${PYTHON:-}" ] || [ ! -x .venv/bin/python ] || python=.venv/bin/python
[ -f manage.py ] || fail "Run this where manage.py is."
# The desk brings a PostgreSQL along, for a machine that has none.
command -v pg_restore >/dev/null ||
	PATH=$("$python" -c 'from dsar.local.binaries import postgres; print(postgres())'):$PATH

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --dbname "$url" --command "$1"; }

check_backup() {
	[ -f "$backup/desk.dump" ] && [ -d "$backup/files" ] || fail "$backup is no backup: it lacks desk.dump or files."
	pg_restore --list "$backup/desk.dump" >/dev/null || fail "$backup/desk.dump is not a whole dump."
}

check_database() {
	[ -n "$(setting DSAR_OWNER_URL)" ] || [ "${DSAR_ONE_DATABASE_ROLE:-0}" = 1 ] ||
		fail "Set DSAR_OWNER_URL: whoever restores owns the tables, and the desk's own role may not."
	owner=$(ask 'SELECT current_user') || fail "The database cannot be reached. On a new server a superuser makes it first:
  CREATE ROLE dsar LOGIN PASSWORD '…' CREATEROLE; CREATE DATABASE dsar OWNER dsar;"
	database=$(ask 'SELECT current_database()')
	tables=$(ask "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
	[ "$tables" = 0 ] || fail "The database $database has $tables tables, so nothing was changed. Put it aside, as a superuser who is connected to another:
  ALTER DATABASE $database RENAME TO ${database}_before; CREATE DATABASE $database OWNER $owner;"
	echo "Into the database $database, as $owner, who will own the tables. Then migrate gives the desk's own role its rights."
}

check_files() {
	mkdir -p "$files"
	[ -z "$(ls -A "$files")" ] || fail "$files holds something, so nothing was changed. Empty it, or leave it as it is with --keep-files."
}

put_back() {
	files=${DSAR_FILES_DIR:?the folder of sealed files}
	reach_database
	check_backup
	check_database
	if [ "$keep_files" = 0 ]; then
		check_files
		cp -a "$backup/files/." "$files/" || fail "The files could not be copied: empty $files and begin anew."
	fi
	restore_database
}

restore_database() { # all of it, or nothing
	said=$(mktemp)
	trap 'rm -f "$said"' EXIT
	if ! pg_restore --single-transaction --no-owner --no-privileges --dbname "$url" "$backup/desk.dump" 2>"$said"; then
		grep '^pg_restore: error' "$said" >&2 || : # other lines may quote a row
		fail "The database is still empty. Mend that, and run this again with --keep-files: the files are back."
	fi
}

step() {
	echo "manage.py $*"
	"$python" manage.py "$@" || fail "Database and files are back. Mend what is said above, then: sh $0 --go-on"
}

bring_up_to_today() {
	step migrate --no-input --verbosity 0
	step replay_tombstones
	step check_restored
	echo "manage.py verify_audit"
	"$python" manage.py verify_audit || echo "What the anchors know and the backup does not have is lost; anything else above is to be looked into."
	step release_mail
	echo "The desk is back. Look at \`manage.py retention --dry-run\`, then start web, worker and beat. Mail leaves
after \`manage.py release_mail --now\`, best with --drop-before and the moment of the loss: docs/restore-drill.md."
}

backup='' keep_files=0 go_on=0
for word; do
	case $word in
	--keep-files) keep_files=1 ;;
	--go-on) go_on=1 ;;
	-*) fail "There is no $word: see the head of $0." ;;
	*) backup=$word ;;
	esac
done
if [ "$go_on" = 0 ]; then
	[ -n "$backup" ] || fail "Name the backup, as in backups/latest."
	put_back
fi
bring_up_to_today
