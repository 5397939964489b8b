#!/bin/sh
# A backup of the desk: the database, then the files. Not the keys: docs/key-ceremony.md.
#
#   sh deploy/backup.sh             one now; ends with 0 once it is whole, and else changes nothing
#   sh deploy/backup.sh --nightly   one each night, for ever: what the container does
#
# DSAR_OWNER_URL (else DATABASE_URL; both also as _FILE) and DSAR_FILES_DIR say what is backed up,
# DSAR_BACKUPS where (./backups), DSAR_BACKUPS_KEEP how many stay (14), DSAR_BACKUPS_HOUR when (3, UTC).
set -eu
umask 077
. "$(dirname "$0")/database.sh"

files=${DSAR_FILES_DIR:?the folder of sealed files}
backups=${DSAR_BACKUPS:-backups}
keep=${DSAR_BACKUPS_KEEP:-14}
new=$backups/unfinished

begin() {
	case $keep in *[!0-9]* | 0*) fail "DSAR_BACKUPS_KEEP is to be a number above 0." ;; esac
	[ -d "$backups" ] || mkdir -p "$backups" || :
	[ -w "$backups" ] || fail "User $(id -u) may not write to $backups: chown $(id -u) it."
	exec 9>"$backups/lock"
	flock -n 9 || fail "Another backup is under way."
	rm -rf "$new" # of one that was killed
	trap 'rm -rf "$new"' EXIT
	[ -d "$files" ] || fail "There is no folder $files."
	if empty "$files" && ! empty "$backups/latest/files"; then
		fail "$files is empty, and was not at the last backup. Is its disk mounted?"
	fi
	made=$(moment)
	while [ -e "$backups/$made" ]; do sleep 1 && made=$(moment); done
	mkdir "$new" "$new/files"
}

moment() { date -u +%Y-%m-%dT%H%M%SZ; }

empty() { [ -z "$(ls -A "$1" 2>/dev/null)" ]; }

dump_database() {
	pg_dump --enable-row-security --format custom --file "$new/desk.dump" --dbname "$url"
	pg_restore --list "$new/desk.dump" >"$new/contents"
	grep -q ' TABLE DATA [^ ]* cases_case ' "$new/contents" || fail "That database has no cases. Is it the desk's?"
	rm "$new/contents"
	pg_restore --file /dev/null "$new/desk.dump" # which reads all of it
}

# A sealed file never changes, so what the last backup has is the same file here, under a second name.
copy_files() {
	if [ -d "$backups/latest/files" ]; then
		cp -al "$backups/latest/files/." "$new/files/" 2>/dev/null || { rm -rf "$new/files" && mkdir "$new/files"; }
	fi
	# One that was erased under way is missed by cp, and not by the next try.
	tries=5
	until cp -au --remove-destination "$files/." "$new/files/"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || fail "The files could not be copied."
	done
	(cd "$new/files" && find . -type f) | while IFS= read -r one; do
		[ -e "$files/$one" ] || rm -f "$new/files/$one"
	done
}

publish() {
	sync -f "$new"
	mv "$new" "$backups/$made"
	ln -sfn "$made" "$backups/.latest"
	mv -T "$backups/.latest" "$backups/latest"
}

generations() { # the newest first
	find "$backups" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*T[0-9]*Z' | sed 's:.*/::' | sort -r
}

prune() { # never the one that was made, whatever the clock says
	generations | tail -n "+$((keep + 1))" | while IFS= read -r old; do
		[ "$old" = "$made" ] || rm -rf "${backups:?}/$old"
	done
}

# For /metrics, which an alarm hears. The backup is whole whether or not somebody hears of it.
note() {
	psql --no-psqlrc --quiet --dbname "$url" --command "INSERT INTO outbox_tick (name, at, seen_at)
		VALUES ('backup', now(), now())
		ON CONFLICT (name) DO UPDATE SET at = excluded.at, seen_at = excluded.seen_at" ||
		echo "The backup is whole, but it could not be noted in the database: the alarm BackupOverdue will ring." >&2
}

nightly() {
	case ${DSAR_BACKUPS_HOUR:-3} in *[!0-9]*) fail "DSAR_BACKUPS_HOUR is to be an hour, as in 3." ;; esac
	while :; do
		if due; then
			sh "$0" || echo "No backup was made. The next try is in ten minutes." >&2
		fi
		sleep 600
	done
}

due() {
	[ -e "$backups/latest" ] || return 0
	case $(readlink "$backups/latest") in "$(date -u +%F)"*) return 1 ;; esac
	[ "$(date -u +%H)" -ge "${DSAR_BACKUPS_HOUR:-3}" ]
}

if [ "${1:-}" = --nightly ]; then
	nightly
fi
begin
reach_database
dump_database
copy_files
publish
prune
note
echo "$backups/$made: database $(du -h "$backups/$made/desk.dump" | cut -f1), $(find "$backups/$made/files" -type f | wc -l) files. $(generations | wc -l) backups are kept."
