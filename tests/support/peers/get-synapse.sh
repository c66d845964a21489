#!/usr/bin/env bash
# Fetches the Matrix homeserver Synapse and prints the folder it is in, to run with
#   FOLDER/python3 -m synapse.app.homeserver --config-path FILE
# Of Debian's releases only sid has a package of it. So it and all it needs, down to the C library, is downloaded with an
# apt configuration of its own and only unpacked; the loader among it starts the Python among it. No package script
# runs, so there is no need of root, of a chroot, or of anything mounted in one.
set -euo pipefail

cache="${XDG_CACHE_HOME:-$HOME/.cache}/guildbridge-tests/synapse"
mkdir -p "$(dirname "$cache")"
exec 9> "$cache.lock"
flock 9  # Tests run side by side; the second one waits for the first one's download.
if [ -x "$cache/python3" ]; then
  echo "$cache"
  exit 0
fi

work=$(mktemp -d)
new="$cache.new"  # Only who has the lock uses it; what a killed run left goes here and now.
trap 'rm -rf "$work" "$new"' EXIT
rm -rf "$cache" "$new"

fail() {
  [ ! -s "$work/log" ] || tail -n 20 "$work/log" >&2
  echo "get-synapse: $*" >&2
  exit 1
}

# shellcheck disable=SC2016  # apt fills these in
archive=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | awk '$2 == "bookworm" { print $1; exit }')
[ -n "$archive" ] || fail "no Debian archive in the machine's apt sources"

chmod 755 "$work"
mkdir -p "$work"/{lists/partial,archives/partial,parts}
: > "$work/status"  # Nothing counts as installed: the machine's own libraries are too old.
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive sid main" > "$work/sources.list"
apt_own=(-o "Dir::Etc::sourcelist=$work/sources.list" -o "Dir::Etc::sourceparts=$work/parts"
         -o "Dir::Etc::preferences=$work/none" -o "Dir::Etc::preferencesparts=$work/parts"
         -o "Dir::State=$work" -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status"
         -o "Dir::Cache::archives=$work/archives" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache="
         -o "APT::Sandbox::User=root" -o "APT::Install-Recommends=false" -o "APT::Update::Error-Mode=any"
         -o "Acquire::Languages=none" -o "Acquire::Check-Valid-Until=false" -o "Acquire::Retries=3"
         -o "Debug::NoLocking=true")
apt-get "${apt_own[@]}" update > "$work/log" 2>&1 || fail "cannot read the archive of Debian sid"
apt-get "${apt_own[@]}" install -y --download-only matrix-synapse > "$work/log" 2>&1 ||
  fail "Debian sid cannot give matrix-synapse and what it needs just now"

mkdir "$new"
for package in "$work"/archives/*.deb; do
  dpkg-deb -x "$package" "$new" 2> "$work/log" || fail "cannot unpack $package"
done
rm -rf "$new"/usr/share/{doc,man,locale}

cat > "$new/python3" << 'END'
#!/bin/sh
# The Python of this folder, on the loader and the libraries of this folder.
here=$(dirname "$(readlink -f "$0")")
for loader in "$here"/usr/lib/*-linux-gnu/ld-linux-*.so.*; do
  exec "$loader" --library-path "${loader%/*}" "$here/usr/bin/python3" -I "$@"
done
END
chmod 755 "$new/python3"

# Compiled once here instead of at every start. A module that nobody needs may not compile; the start below tells.
"$new/python3" -m compileall -q -j 0 "$new"/usr/lib/python3*/ > "$work/log" 2>&1 || true
"$new/python3" -m synapse.app.homeserver --help > "$work/log" 2>&1 || fail "Debian sid's matrix-synapse does not start"

mv "$new" "$cache"
echo "$cache"
