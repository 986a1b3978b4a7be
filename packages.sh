#!/bin/sh
# Installs the Debian packages of packages.txt that are missing: `packages.sh build` or `packages.sh test` (build's
# and test's). Quiet and quick where nothing is missing. Where there is no apt-get it prints what is needed and fails.
set -eu
group=${1:-build}
here=$(dirname "$0")

has() {
	case $1 in
	# These may come from elsewhere than Debian; what counts is the command.
	nodejs) command -v node >/dev/null 2>&1 ;;
	npm | gcc | make | git | python3 | chromium) command -v "$1" >/dev/null 2>&1 ;;
	*) [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	esac
}

missing=
while read -r name needed_for _; do
	case $name in '' | '#'*) continue ;; esac
	[ "${needed_for:-build}" = build ] || [ "$group" = test ] || continue
	has "$name" || missing="$missing $name"
done <"$here/packages.txt"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "packages.sh: there is no apt-get here. Please install by hand (names as in Debian 12):$missing" >&2
	exit 1
fi
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "packages.sh: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
