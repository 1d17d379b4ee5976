"""Two network namespaces with a cable between them stand for two machines: ranks find each other over TCP alone."""

import os
import shutil
import subprocess
import sys

import pytest
from programs import environment
from ranks import needs_engine, run
from test_legion import PROGRAM

pytestmark = [needs_engine(), pytest.mark.slow]

WHERE = """
import socket
names = _core.gather(socket.gethostname().encode().ljust(64, b"\\0"))
print(*sorted(name.rstrip(b"\\0").decode() for name in names))
"""


def ip(*words, **options):
    return subprocess.run(["ip", *map(str, words)], capture_output=True, text=True, **options)


def end_processes(namespace):
    for pid in ip("netns", "pids", namespace).stdout.split():
        subprocess.run(["kill", "-9", pid], stderr=subprocess.DEVNULL)


@pytest.fixture
def hosts():
    """The names of two namespaces, which have the addresses 10.213.0.1 and 10.213.0.2 on the device `cable`."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("namespaces need root and the command ip (Debian: iproute2)")
    names = [f"lnp-{os.getpid()}-{which}" for which in "ab"]
    try:
        made = ip("netns", "add", names[0])
        if made.returncode:
            pytest.skip(f"this root may make no namespaces: {made.stderr.strip()}")
        ip("netns", "add", names[1], check=True)
        there = ["peer", "name", "cable", "netns", names[1]]
        ip("-n", names[0], "link", "add", "cable", "type", "veth", *there, check=True)
        for at, name in enumerate(names, 1):
            ip("-n", name, "address", "add", f"10.213.0.{at}/24", "dev", "cable", check=True)
            for device in ("cable", "lo"):
                ip("-n", name, "link", "set", device, "up", check=True)
        yield names
    finally:
        for name in names:
            end_processes(name)
            ip("netns", "delete", name)  # the devices go with it


def within(host, command):
    """A shell command on a host, which gets its name, too: Open MPI tells machines apart by that."""
    return ["ip", "netns", "exec", host, "unshare", "--uts", "sh", "-c", f"hostname {host} && {command}"]


def test_a_program_on_two_machines(hosts, tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM + WHERE)
    (tmp_path / "hosts").write_text("10.213.0.1\n10.213.0.2\n")
    agent = tmp_path / "agent"  # called as ssh is: a host, then a command for its shell
    there = f'ip netns exec {hosts[1]} unshare --uts sh -c "hostname {hosts[1]} && $*"'
    agent.write_text(f"#!/bin/sh\nshift\nexec {there}\n")
    agent.chmod(0o755)
    env = environment(min_task="1", fallback="silent") | {  # UCX would find the other rank's memory in this machine's
        "OMPI_MCA_plm_rsh_agent": str(agent),
        "OMPI_MCA_orte_default_hostfile": str(tmp_path / "hosts"),
        "OMPI_MCA_oob_tcp_if_include": "cable",
        "OMPI_MCA_btl_tcp_if_include": "cable",
        "UCX_TLS": "tcp,self",
        "UCX_NET_DEVICES": "cable",
    }
    driver = f"exec {sys.executable} -m legate.numpy --nodes 2 --launcher mpirun --cpus 1 {tmp_path}/program.py"
    done = run(within(hosts[0], driver), env, 300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"same True\n{hosts[0]} {hosts[1]}\n", done.stdout + done.stderr
