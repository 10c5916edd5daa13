#!/bin/sh
# Stops the daemon in order before its programs go: an old daemon and a new worker do not belong together.
set -e

if [ -d /run/systemd/system ]; then
    case $1 in
    remove | deconfigure)
        deb-systemd-invoke stop entradad.service
        ;;
    upgrade)
        if systemctl --quiet is-active entradad.service; then
            : >/run/entradad.was-active
            deb-systemd-invoke stop entradad.service
        fi
        ;;
    esac
fi
