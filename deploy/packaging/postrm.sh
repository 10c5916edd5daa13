#!/bin/sh
# Data are never removed: /var/lib/entrada and the user that owns it stay, also after a purge.
set -e

if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload >/dev/null || true
fi
if [ "$1" = purge ]; then
    deb-systemd-helper purge entradad.service >/dev/null 2>&1 || true
    if [ -d /var/lib/entrada ]; then
        echo "entrada: /var/lib/entrada with the ledger, captures and tables is kept; remove it by hand if you no longer need it"
    fi
fi
