#!/usr/bin/env bash
# Fetches the Ergo IRC server and prints the folder it is in (bin and default configuration inside).
# Debian 12 has no package of it; Debian 13 has, and that package needs nothing but libc. So it is downloaded with an
# apt configuration of its own, which leaves the machine's lists and state alone, and only unpacked.
set -euo pipefail

cache="${XDG_CACHE_HOME:-$HOME/.cache}/guildbridge-tests/ergo"
mkdir -p "$(dirname "$cache")"
exec 9> "$cache.lock"
flock 9  # Tests run side by side; the second one waits for the first one's download.
if [ -x "$cache/usr/bin/ergo" ] || [ -x "$cache/usr/bin/ergochat" ]; then
  echo "$cache"
  exit 0
fi

# shellcheck disable=SC2016  # apt fills these in
archive=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | awk '$2 == "bookworm" { print $1; exit }')
[ -n "$archive" ] || { echo "get-ergo: no Debian archive in the machine's apt sources" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work"/{lists/partial,archives/partial,parts}
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie main" > "$work/sources.list"
apt_own=(-o "Dir::Etc::sourcelist=$work/sources.list" -o "Dir::Etc::sourceparts=$work/parts"
         -o "Dir::State::lists=$work/lists" -o "Dir::Cache::archives=$work/archives"
         -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o "APT::Sandbox::User=root"
         -o "Acquire::Languages=none")
apt-get "${apt_own[@]}" update >&2
(cd "$work" && apt-get "${apt_own[@]}" download ergochat >&2)

rm -rf "$cache" "$cache.new"
mkdir -p "$cache.new"
dpkg -x "$work"/ergochat_*.deb "$cache.new"
mv "$cache.new" "$cache"
echo "$cache"
