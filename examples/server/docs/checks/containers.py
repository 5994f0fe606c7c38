"""Runs the commands of the server's Dockerfile and of compose.yaml of containers-and-ci.md without a container: containers.py COMPOSE.

The program is that of this checkout, the volume a folder, and the port a free one.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import yaml

HEALTHY = b'{"status":"ok"}'

checkout = Path(os.environ["CHECKOUT"])
dockerfile, compose = (checkout / "examples/server/Dockerfile").read_text(), yaml.safe_load(Path(sys.argv[1]).read_text())


def instruction(name):
    return re.search(rf"^{name} (.+)$", dockerfile, re.M)[1]


def served(words):
    """Starts the program. Returns its health when it answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    words = [re.sub(r"^0\.0\.0\.0:\d+$", f"0.0.0.0:{port}", word) for word in words]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("USERPOOL_")}
    server = subprocess.Popen(words, env=variables, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            assert server.poll() is None, f"it has ended: {words}"
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read().strip()
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"no answer: {words}")
    finally:
        server.terminate()
        assert server.wait(15) == 0, "SIGTERM did not end it cleanly"


entry, default = json.loads(instruction("ENTRYPOINT")), json.loads(instruction("CMD"))
service = compose["services"]["userpool"]
port = instruction("EXPOSE")
assert entry[entry.index("--listen") + 1].endswith(f":{port}"), "another port is exposed"
# The harness has replaced the ports of the page by free ones, but not those of the Dockerfile.
page = (checkout / "examples/server/docs/containers-and-ci.md").read_text()
assert f'ports: ["127.0.0.1:{port}:{port}"]' in page, "another port is published"
volume = instruction("VOLUME")
assert (checkout / "examples/server/Cargo.toml").exists()
assert (checkout / service["build"]["dockerfile"]).exists()
assert instruction("COPY --from=build").split()[0] == f"/usr/local/bin/{entry[0]}"
assert instruction("COPY --from=build --chown=65532:65532").split()[1] == volume, "the volume has another owner"
assert instruction("ENV").split()[0] == f"PATH={Path(instruction('COPY --from=build').split()[1]).parent}"

with tempfile.TemporaryDirectory() as folder:
    words = [folder if word == volume else word for word in default]
    assert served([*entry, *words]) == HEALTHY
    assert (Path(folder) / "credentials").exists(), "the credential is not in the volume"
    # The command of a service replaces that of the Dockerfile.
    assert served([*entry, *service["command"]]) == HEALTHY
