"""LEGATE_NUMPY_CHECK=1: do all ranks run the same program?

Legion hangs, or computes nonsense, when ranks ask for different things. So every rank numbers what it asks for and
writes a hash of it to a helper process; the helpers tell that of rank 0, over TCP, beside the runtime, which may hang
already. The first difference is shown with both sides, and ends the job; a rank that others wait for is named.

This file is the helper, too: it is run by itself, without the package, and uses the standard library alone.
"""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

# As src/python/check.cpp writes them: number, hash, the place in the user's program, padded with zeros.
RECORD = struct.Struct("<QQ240s")
PATIENCE = 30  # seconds after which a rank that others wait for is named
_STATUS = 70  # of helpers that ended their job


def start(rank, share):
    """Starts this rank's helper and returns the file descriptor that takes its records.

    `share` gives every rank's bytes to all ranks: it tells them where rank 0's helper listens.
    """
    ours, theirs = os.pipe()
    command = [sys.executable, "-I", __file__, str(rank), str(ours), str(os.getpid())]
    if rank == 0:
        helper = subprocess.Popen([*command, "listen"], pass_fds=[ours], stdout=subprocess.PIPE, text=True)
        address = f"{socket.gethostname()} {helper.stdout.readline().strip()}"
        everywhere = share(address)
    else:
        everywhere = share("")
        host, port, ranks = (*everywhere[0].split(), str(len(everywhere)))
        host = "127.0.0.1" if host == socket.gethostname() else host
        subprocess.Popen([*command, "connect", host, port, ranks], pass_fds=[ours])
    os.close(ours)
    return theirs


class Records:
    """The records of one rank, as they arrive."""

    def __init__(self, read):
        self._read, self._rest = read, b""

    def new(self):
        """Those that are complete; None at the end."""
        try:
            data = self._read(1 << 16)
        except OSError:
            data = b""
        if not data:
            return None
        self._rest += data
        whole = len(self._rest) // RECORD.size * RECORD.size
        found, self._rest = self._rest[:whole], self._rest[whole:]
        return [RECORD.unpack_from(found, at) for at in range(0, whole, RECORD.size)]


class Judge:
    """Compares what ranks did, number by number."""

    def __init__(self, ranks):
        self.ranks = ranks
        self.open = {}  # number -> [when it came first, {rank: (hash, place)}]
        self.last = dict.fromkeys(range(ranks), 0)
        self.ended = set()
        self._named = set()

    def add(self, rank, number, digest, place, now):
        """A message that ends the job, or None."""
        self.last[rank] = number
        _, sides = self.open.setdefault(number, [now, {}])
        sides[rank] = (digest, place)
        other = next((r for r, side in sides.items() if side[0] != digest), None)
        if other is not None:
            first, second = sorted((rank, other))
            return (
                f"ranks differ at step {number}: rank {first} runs {sides[first][1]}, "
                f"rank {second} runs {sides[second][1]}"
            )
        if len(sides) == self.ranks:
            del self.open[number]
        return self._left_behind()

    def end(self, rank):
        """The same, for a rank whose program is over."""
        self.ended.add(rank)
        return self._left_behind()

    def _left_behind(self):
        for rank in self.ended:
            for number, (_, sides) in self.open.items():
                if number > self.last[rank]:
                    other, (_, place) = next(iter(sides.items()))
                    return f"rank {rank} ended after step {self.last[rank]}, and rank {other} goes on at {place}"
        return None

    def late(self, now):
        """What to say about ranks that others wait for, once for each step."""
        said = []
        for number, (since, sides) in self.open.items():
            if now - since > PATIENCE and number not in self._named:
                self._named.add(number)
                missing = ", ".join(str(r) for r in range(self.ranks) if r not in sides)
                rank, (_, place) = next(iter(sides.items()))
                waits = f"rank {rank} has been waiting at step {number} ({place}) for {PATIENCE} seconds"
                said.append(f"{waits}; not there: {missing}")
        return said


def _say(text):
    print(f"legate.numpy: {text}", file=sys.stderr, flush=True)


def _end_job(parent):
    try:
        os.kill(parent, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os._exit(_STATUS)


def _serve(pipe, parent):
    listener = socket.create_server(("", 0))
    print(listener.getsockname()[1], flush=True)
    sources = {pipe: (0, Records(lambda n: os.read(pipe, n)))}
    peers, judge = [], None
    backlog = []
    while sources:
        ready, _, _ = select.select([*sources, listener], [], [], 1)
        for source in ready:
            if source is listener:
                peer, _ = listener.accept()
                rank, ranks = struct.unpack("<II", peer.recv(8, socket.MSG_WAITALL))
                peers.append(peer)
                sources[peer] = (rank, Records(peer.recv))
                judge = judge or Judge(ranks)
                continue
            rank, records = sources[source]
            found = records.new()
            backlog.append((rank, found))
            if found is None:
                del sources[source]
        if judge is None:
            continue
        for message in _judge(judge, backlog):
            _say(message)
            for peer in peers:
                peer.close()
            _end_job(parent)
        backlog = []
        for message in judge.late(time.monotonic()):
            _say(message)


def _judge(judge, backlog):
    for rank, found in backlog:
        if found is None:
            messages = [judge.end(rank)]
        else:
            now = time.monotonic()
            messages = [
                judge.add(rank, number, digest, place.rstrip(b"\0").decode(errors="replace"), now)
                for number, digest, place in found
            ]
        yield from (message for message in messages if message)


def _forward(rank, pipe, parent, host, port, ranks):
    server = socket.create_connection((host, port), timeout=20)
    server.settimeout(None)
    server.sendall(struct.pack("<II", rank, ranks))
    while True:
        ready, _, _ = select.select([pipe, server], [], [])
        if server in ready:  # it never sends: the job is over
            _end_job(parent)
        data = os.read(pipe, 1 << 16)
        if not data:
            return
        server.sendall(data)


def main(arguments):
    rank, pipe, parent, what, *address = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program's to handle; its end ends us
    if what == "listen":
        _serve(int(pipe), int(parent))
    else:
        _forward(int(rank), int(pipe), int(parent), address[0], int(address[1]), int(address[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
