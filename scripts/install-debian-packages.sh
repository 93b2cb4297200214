#!/usr/bin/env bash
# What the tests need from Debian, installed when it is missing. The platform itself needs none of it.
set -u
missing=()
# The command, and the package that brings it: a browser for the pages, verifiers of seals that are not ours, the other bus,
# and what stands between the machines of a cluster.
for tool in chromium:chromium pdfsig:poppler-utils openssl:openssl certutil:libnss3-tools nats-server:nats-server pgbouncer:pgbouncer haproxy:haproxy setpriv:util-linux; do
  PATH="$PATH:/usr/sbin" command -v "${tool%%:*}" >/dev/null 2>&1 || missing+=("${tool#*:}")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Il manque ${missing[*]} : installez-le (sous Debian : sudo apt-get install ${missing[*]}) pour jouer tous les essais."
  exit 1
fi
echo "Installation de ${missing[*]} (Debian), pour les essais…"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
  rm -f "$log"
  exit 0
fi
tail -n 20 "$log"
rm -f "$log"
echo "L'installation de ${missing[*]} a échoué."
exit 1
