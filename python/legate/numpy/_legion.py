"""Starts the legion engine: Legate's libraries, its runtime, and our engine on top of it.

Legate's package (PyPI `legate`) is made for machines with an NVIDIA driver. Where there is none, stand-ins of ours are
loaded before it: a libcuda that knows no device, and a ucp_config_modify that forgives an option of InfiniBand's. A
third one has the engine say what is wrong where Legate has no memory left.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib.metadata
import importlib.util
import os
import random
import secrets
import warnings
from pathlib import Path

import numpy

from . import _alike, _check, _children, _core, _cores
from ._ranks import MIN_CHUNK, legate_config
from ._settings import settings

_FOLDER = Path(__file__).with_name("_engines")
_ENGINE = _FOLDER / "legion.so"
_NODES_PER_COLLECTION = 50_000  # recorded operations between two collections of cycles, on several ranks
_INSTALL = "pip install legate==26.1.0 nvidia-cuda-runtime-cu12"


def start():
    """Use Legion from now on; ImportError says what is missing."""
    if importlib.util.find_spec("legate.core") is None:
        raise ImportError(f"LEGATE_NUMPY_ENGINE=legion needs the package legate: {_INSTALL}")
    if not _ENGINE.exists():
        raise ImportError(
            "legate.numpy was built without its legion engine: build it where legate is installed "
            "(pip install --no-build-isolation .)"
        )
    _check_version()
    _load_stand_ins()
    _cores.take_share(settings.cpu_bind)
    _configure()
    with _own_generators(), _own_exit():
        import legate.core
    runtime = legate.core.get_legate_runtime()
    if _cores.several():
        _cores.part_threads()
    _core.use_legion(str(_ENGINE), _threads(), settings.min_task)
    _agree(runtime)


@contextlib.contextmanager
def _own_generators():
    """Legate seeds generators when it is imported, and warns of every later seed that is not a literal: undo both."""
    seeds, states = (numpy.random.seed, random.seed), (numpy.random.get_state(), random.getstate())
    yield
    numpy.random.seed, random.seed = seeds
    numpy.random.set_state(states[0])
    random.setstate(states[1])


@contextlib.contextmanager
def _own_exit():
    """What Legate wants to be called at exit is not for processes that are forked from this one."""
    register, here = atexit.register, os.getpid()
    atexit.register = lambda function, *args: register(lambda: function(*args) if os.getpid() == here else None)
    yield
    atexit.register = register


def talks():
    """Whether this process prints and writes for all ranks."""
    return _alike.rank == 0


def _check_version():
    """Legate promises its C++ ABI for one exact version."""
    built, present = (_FOLDER / "legate_version").read_text().strip(), importlib.metadata.version("legate")
    if built != present:
        raise ImportError(
            f"legate.numpy was built for legate {built}, but {present} is installed: install {built} or build again"
        )


def _load_stand_ins():
    _load(_cuda_runtime())
    try:
        ctypes.CDLL("libcuda.so.1", mode=ctypes.RTLD_GLOBAL)
    except OSError:
        _load(_FOLDER / "libcuda.so.1")
    _load(_FOLDER / "forgiving_ucp.so")
    _load(_FOLDER / "legates_abort.so")


def _load(path):
    ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)


def _cuda_runtime():
    """libcudart as PyPI's package has it, else the system's."""
    spec = importlib.util.find_spec("nvidia.cuda_runtime") if importlib.util.find_spec("nvidia") else None
    for folder in spec.submodule_search_locations if spec else ():
        return Path(folder, "lib", "libcudart.so.12")
    return "libcudart.so.12"


def _configure():
    """What a user need not set: no GPU, one polling thread, no messages about what CPUs do not have."""
    config = os.environ.setdefault("LEGATE_CONFIG", legate_config(_threads()))
    if MIN_CHUNK not in config:  # the user's own, or that of Legate's driver
        os.environ["LEGATE_CONFIG"] = f"{config} {MIN_CHUNK}"
    os.environ.setdefault("REALM_DEFAULT_ARGS", "-ll:bgwork 1 -level gpu=6,threads=6,legate.mapper=6")
    os.environ.setdefault("UCX_WARN_UNUSED_ENV_VARS", "n")


def _threads():
    return settings.cpus or _cores.kernel_threads(len(os.sched_getaffinity(0)), _cores.several())


def _agree(runtime):
    """Every process must make the same calls in the same order, and one of them talks."""
    if runtime.node_count == 1:
        return
    _alike.begin(runtime.node_id, _share)
    _children.mark()
    gc.disable()  # when Python finds a cycle depends on the process
    _core.run_alike(_NODES_PER_COLLECTION)
    _agree_on_memory()
    entropy = _share(secrets.token_hex(16))[0]
    if settings.check:
        _core.check_to(_check.start(_alike.rank, _share))
    _seed(random.Random(entropy))
    if _alike.rank != 0 and settings.output == "first":
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the output of libraries and of child processes, too
        warnings.showwarning = lambda *_, **__: None  # filters still make errors of them, alike everywhere


def _agree_on_memory():
    """What is too large, and when pending work is run for its size, is the same where machines differ."""
    own = settings.memory << 20 if settings.memory else _core.available_memory() // _cores.sharing()
    every = [int(text) for text in _share(str(own))]
    _core.limit_memory(min(every), in_all=min(every) * len(every))


def _share(text):
    """The texts of all ranks, each of up to 200 letters."""
    return [each.rstrip(b"\0").decode() for each in _core.gather(text.encode().ljust(200, b"\0"))]


def _seed(source):
    """Generators that nobody seeds draw the same numbers on every rank: rank 0's."""
    numpy.random.bit_generator.randbits = source.getrandbits  # where NumPy's SeedSequence gets its entropy
    numpy.random.seed(source.getrandbits(32))
    random.seed(source.getrandbits(128))
