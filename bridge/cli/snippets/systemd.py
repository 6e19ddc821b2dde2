"""A systemd unit that gives Parlour no more than it needs."""

import shutil
import sys
from pathlib import Path
from textwrap import dedent

from config import Settings

_STATE = "/var/lib/parlour"


def build_systemd(settings: Settings, file: Path) -> str:
    """The unit, with the account and the directory that it needs said in comments."""
    config = file.resolve()
    is_sqlite = settings.store.url.startswith("sqlite:")
    store = (
        f"Environment=PARLOUR_STORE__URL=sqlite:///{_STATE}/parlour.db" if is_sqlite else "# The store is PostgreSQL."
    )
    return dedent(f"""\
        # Parlour under systemd: into /etc/systemd/system/parlour.service. Once, before the first start:
        #   useradd --system --home-dir {_STATE} --shell /usr/sbin/nologin parlour
        #   chown root:parlour {config} && chmod 0640 {config}     (and each file of a secret likewise)
        #   systemctl daemon-reload && systemctl enable --now parlour

        [Unit]
        Description=Parlour, live chat on XMPP
        Documentation=man:systemd.exec(5)
        After=network-online.target prosody.service ejabberd.service postgresql.service
        Wants=network-online.target

        [Service]
        Type=notify
        User=parlour
        StateDirectory=parlour
        StateDirectoryMode=0700
        WorkingDirectory={_STATE}
        {store}
        ExecStart={_command()} serve --config {config}
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=on-failure
        RestartSec=2
        RestartPreventExitStatus=2
        WatchdogSec=60
        TimeoutStopSec=30
        LimitNOFILE=65536

        NoNewPrivileges=yes
        CapabilityBoundingSet=
        ProtectSystem=strict
        ProtectHome=read-only
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectProc=invisible
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        UMask=0077

        [Install]
        WantedBy=multi-user.target
        """)


def _command() -> str:
    """The very command that is running, so that the unit starts the same installation."""
    beside = Path(sys.executable).parent / "parlour"
    return str(beside if beside.exists() else shutil.which("parlour") or "/usr/local/bin/parlour")
