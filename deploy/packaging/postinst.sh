#!/bin/sh
# Makes user, groups and directories; starts the daemon again if an upgrade has stopped it. A new installation is not
# started: its configuration is refused until somebody has said what becomes of client addresses.
set -e

was_active=/run/entradad.was-active

start_again() {
    [ -e "$was_active" ] || return 0
    rm -f "$was_active"
    deb-systemd-invoke start entradad.service ||
        echo "entrada: the daemon failed to start; see: systemctl status entradad, entradactl config check" >&2
}

case $1 in
configure)
    systemd-sysusers entrada.conf
    if command -v systemd-tmpfiles >/dev/null; then
        # Not in a container without them: there the unit makes the directories, or whoever starts the daemon.
        systemd-tmpfiles --create entrada.conf || true
    fi
    deb-systemd-helper update-state entradad.service >/dev/null || true
    if [ -d /run/systemd/system ]; then
        systemctl --system daemon-reload >/dev/null || true
        start_again
    fi
    if [ -z "$2" ]; then
        echo "entrada: next, edit /etc/entrada/entrada.toml, then run"
        echo "    entradactl config check && systemctl enable --now entradad"
    fi
    ;;
abort-upgrade | abort-remove | abort-deconfigure)
    if [ -d /run/systemd/system ]; then start_again; fi
    ;;
esac
