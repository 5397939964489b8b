# What backup.sh and restore.sh share: settings as the desk reads them, and the database as its owner.

fail() {
	echo "$*" >&2
	exit 1
}

setting() { # NAME: its value, or the content of the file that NAME_FILE names
	eval "file=\${${1}_FILE:-} value=\${$1:-}"
	if [ -n "$file" ]; then cat "$file"; else printf '%s' "$value"; fi
}

plain() { # a part of an address, its percent signs undone; one that stands for itself stays
	rest=$1
	while case $rest in *%*) ;; *) false ;; esac do
		printf '%s' "${rest%%\%*}"
		rest=${rest#*%}
		case $rest in
		[0-9A-Fa-f][0-9A-Fa-f]*)
			printf "\\$(printf %03o "0x${rest%"${rest#??}"}")"
			rest=${rest#??}
			;;
		*) printf '%%' ;;
		esac
	done
	printf '%s' "$rest"
}

# $url, for `--dbname`. The password goes by the environment: everybody on a machine can read the
# command lines of its programs.
reach_database() {
	url=$(setting DSAR_OWNER_URL)
	[ -n "$url" ] || url=$(setting DATABASE_URL)
	case $url in
	postgres://* | postgresql://*) ;;
	*) fail "DSAR_OWNER_URL is to name the database and its owner, as in postgres://dsar:PASSWORD@host/dsar." ;;
	esac
	who=${url#*://}
	who=${who%%[/?]*}
	case $who in
	*:*@*)
		secret=${who#*:}
		PGPASSWORD=$(plain "${secret%@*}")
		export PGPASSWORD
		url=${url%%://*}://${who%%:*}@${who##*@}${url#*://"$who"}
		;;
	esac
	# The owner too sees rows of companies only where it says of whom.
	PGOPTIONS='-c dsar.companies=every'
	export PGOPTIONS
}
