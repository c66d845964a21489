#!/usr/bin/env bash
# Makes a bare Debian 12 to install packages into, once, and prints the archive it is in (a tar). It has apt and what is
# essential, and asks the same archives as this machine does.
set -euo pipefail

cache="${XDG_CACHE_HOME:-$HOME/.cache}/guildbridge-tests/root.tar"
mkdir -p "$(dirname "$cache")"
exec 9> "$cache.lock"
flock 9
if [ -s "$cache" ]; then
  echo "$cache"
  exit 0
fi

# shellcheck disable=SC2016  # apt fills these in
apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sort -u | awk '$2 ~ /^bookworm/ { print "deb", $1, $2, "main" }' > "$cache.list"
grep -q ' bookworm ' "$cache.list" || { echo "get-root: no Debian 12 in the machine's apt sources" >&2; exit 1; }
mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' bookworm "$cache.new.tar" "$cache.list" >&2
mv "$cache.new.tar" "$cache"
rm -f "$cache.list"
echo "$cache"
