#!/bin/sh
# Installs this archive, or removes it.
#
#   ./install.sh [--prefix DIRECTORY] [--destdir DIRECTORY]      default: /usr/local
#   ./install.sh --remove [--prefix DIRECTORY] [--destdir DIRECTORY]
#
# Configuration goes to /etc/entrada. Existing files stay, and the new version is written beside them as FILE.new. Data is
# never touched. --destdir installs into another tree: no user is created, and systemd is not reloaded.
set -eu

prefix=/usr/local
destdir=
remove=
here=$(cd "$(dirname "$0")" && pwd)

die() {
    echo "install.sh: $*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --prefix | --destdir)
        [ $# -gt 1 ] || die "$1 needs a directory"
        if [ "$1" = --prefix ]; then prefix=${2%/}; else destdir=${2%/}; fi
        shift
        ;;
    --remove) remove=1 ;;
    -h | --help)
        sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
        exit 0
        ;;
    *) die "unknown argument $1; try --help" ;;
    esac
    shift
done
case $prefix in /*) ;; *) die "the prefix must be an absolute path" ;; esac
[ -n "$destdir" ] || [ "$(id -u)" = 0 ] || die "cannot write below $prefix and /etc; run as root, or with --destdir"

system=$prefix/lib
[ "$prefix" = /usr ] || system=/etc
is_live=
if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then is_live=1; fi

# Prints what goes where: a file of the archive, its place, and its mode.
places() {
    (cd "$here/usr" && find . -type f ! -path './lib/systemd/*' ! -path './lib/sysusers.d/*' ! -path './lib/tmpfiles.d/*') |
        sed 's|^\./||' | sort | while read -r file; do echo "usr/$file $prefix/$file"; done
    echo "usr/lib/systemd/system/entradad.service $system/systemd/system/entradad.service"
    echo "usr/lib/sysusers.d/entrada.conf $system/sysusers.d/entrada.conf"
    echo "usr/lib/tmpfiles.d/entrada.conf $system/tmpfiles.d/entrada.conf"
}

if [ -n "$remove" ]; then
    if [ -n "$is_live" ]; then systemctl disable --quiet --now entradad.service || true; fi
    places | while read -r _ place; do rm -f "$destdir$place"; done
    rmdir "$destdir$prefix/lib/entrada" 2>/dev/null || true
    if [ -n "$is_live" ]; then systemctl daemon-reload; fi
    echo "removed; /etc/entrada and the data root are unchanged"
    exit 0
fi

was_active=
if [ -n "$is_live" ] && systemctl --quiet is-active entradad.service; then
    was_active=1
    systemctl stop entradad.service
fi
places | while read -r file place; do
    mode=644
    if [ -x "$here/$file" ]; then mode=755; fi
    # A program that runs is replaced, not written into.
    install -D -m "$mode" "$here/$file" "$destdir$place.new"
    case $file in
    *.service) sed -i "s|=/usr/bin/|=$prefix/bin/|" "$destdir$place.new" ;;
    esac
    mv "$destdir$place.new" "$destdir$place"
done
(cd "$here/etc/entrada" && find . -type f) | sed 's|^\./||' | sort | while read -r file; do
    place=$destdir/etc/entrada/$file
    if [ ! -e "$place" ]; then
        install -D -m 644 "$here/etc/entrada/$file" "$place"
    elif ! cmp -s "$here/etc/entrada/$file" "$place"; then
        install -m 644 "$here/etc/entrada/$file" "$place.new"
        echo "$place has local changes and was kept; the new version is $place.new"
    fi
done
if [ -z "$destdir" ]; then
    if command -v systemd-sysusers >/dev/null; then
        systemd-sysusers "$system/sysusers.d/entrada.conf"
    elif ! id entrada >/dev/null 2>&1; then
        echo "systemd-sysusers is missing; create a user entrada and a group entrada-read yourself"
    fi
    if command -v systemd-tmpfiles >/dev/null; then systemd-tmpfiles --create "$system/tmpfiles.d/entrada.conf" || true; fi
fi
if [ -n "$is_live" ]; then systemctl daemon-reload; fi
if [ -n "$was_active" ]; then systemctl start entradad.service; fi
echo "installed below $prefix; next, edit /etc/entrada/entrada.toml, then run"
echo "    entradactl config check && systemctl enable --now entradad"
