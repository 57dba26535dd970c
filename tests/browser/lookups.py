"""Print the hosts that a browser looks up while a page is open, in a network of its own.

Run as ``unshare --net --mount python lookups.py ENGINE PAGE``: the only name server is here.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser.engines import running

OPENED = """
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
  for (let at = 0; at < document.body.scrollHeight; at += innerHeight) {
    scrollTo({ top: at, behavior: "instant" });
    await new Promise((done) => setTimeout(done, 10));
  }
"""


def serve_names(found: list[str]) -> None:
    """Note every name that is asked for, and answer that there is none such."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    while True:
        question, asker = server.recvfrom(4096)
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode("ascii", "replace"))
            at += 1 + question[at]
        found.append(".".join(labels))
        server.sendto(question[:2] + b"\x81\x83" + question[4:6] + bytes(6) + question[12:], asker)


def main(name: str, page: Path) -> None:
    """Open the page, open all that folds, scroll through; last, follow one of its links."""
    # With addresses of loopback alone the system's resolver would not ask for any name.
    for command in ("link set lo up", "address add 10.9.8.7/32 dev lo", "route add default dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    found: list[str] = []
    threading.Thread(target=serve_names, args=[found], daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        servers = Path(folder, "resolv.conf")
        servers.write_text("nameserver 127.0.0.1\n", encoding="ascii")
        subprocess.run(["mount", "--bind", servers, "/etc/resolv.conf"], check=True)
        home = Path(folder, "home")
        home.mkdir()
        with running(name, home) as engine:
            engine.open(page)
            engine.run(OPENED)
            time.sleep(3)
            before = len(found)
            engine.run("location.href = document.querySelector('main a[href^=http]').href;")
            end = time.monotonic() + 30
            while len(found) == before and time.monotonic() < end:
                time.sleep(0.1)
            time.sleep(0.5)
            # What a browser asks for itself is not the page's doing.
            text = page.read_text(encoding="utf-8")
            parts = {"without a click": found[:before], "after a click": found[before:]}
            told = {
                when: sorted({one for one in names if f"//{one}" in text})
                for when, names in parts.items()
            }
            sys.stdout.write(json.dumps(told))
        subprocess.run(["umount", "/etc/resolv.conf"], check=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
