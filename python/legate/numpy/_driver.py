"""The command `legate-numpy`: run a Python program on legate.numpy, with its settings as flags.

    legate-numpy [--cpus N] [--verbose] [--patch] [--help] PROGRAM.py [ARGUMENTS...]
    legate-numpy [flags] -m MODULE [ARGUMENTS...]
    legate-numpy --ranks-per-node 2 [--nodes N] [--launcher mpirun|srun|none] [--sysmem MIB] [--dry-run] PROGRAM.py

The program runs as plain python runs it: sys.argv, sys.path[0], __main__, exit codes and tracebacks are the same.
`python -m legate.numpy` is the same command.
"""

import argparse
import os
import runpy
import sys
import types

from . import _ranks, _settings


def _parser():
    parser = argparse.ArgumentParser(
        prog="legate-numpy",
        allow_abbrev=False,
        description="Run a Python program on legate.numpy.",
        epilog="Plain `python PROGRAM.py` runs it the same way, on all cores. Settings also come from the environment: "
        + ", ".join(_settings.PREFIX + name.upper() for name in vars(_settings.settings))
        + ".",
    )
    parser.add_argument(
        "--cpus", type=_ranks.count, metavar="N", help="threads that run kernels (all cores if not given)"
    )
    parser.add_argument("--verbose", action="store_true", help="say what is run, and with which settings")
    parser.add_argument(
        "--patch",
        action="store_true",
        help="`import numpy` in the program's own modules gives legate.numpy; installed packages keep NumPy",
    )
    _ranks.add_flags(parser)
    parser.add_argument(
        "-m", dest="module", metavar="MODULE", nargs=argparse.REMAINDER, help="run a module, as python -m does"
    )
    parser.add_argument("program", nargs="?", metavar="PROGRAM.py", help="the program to run")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="its arguments")
    return parser


def _apply(options):
    """Settings travel by the environment: the engine reads them when it loads, and child processes inherit them."""
    if options.cpus:
        os.environ["LEGATE_NUMPY_CPUS"] = str(options.cpus)
    if options.verbose:
        os.environ["LEGATE_NUMPY_VERBOSE"] = "1"
    vars(_settings.settings).update(vars(_settings.read()))
    if _settings.settings.verbose:
        shown = ", ".join(f"{name}={value}" for name, value in vars(_settings.settings).items())
        what = options.module[0] if options.module else options.program
        print(f"legate-numpy: running {what} ({shown}, patch={options.patch})", file=sys.stderr)


def _hide_driver():
    """Tracebacks begin at the program, as under plain python."""
    shown = sys.excepthook

    def hook(kind, error, trace):
        first = trace
        while trace is not None and _is_driver(trace.tb_frame):
            trace = trace.tb_next
        if trace is None and not isinstance(error, SyntaxError):
            trace = first  # an error of the driver itself
        shown(kind, error.with_traceback(trace), trace)

    sys.excepthook = hook


def _is_driver(frame):
    """Whether a frame lies between the interpreter's start and the program's first line."""
    return frame.f_code.co_filename in (__file__, _launcher) or "runpy" in frame.f_code.co_filename


_launcher = None  # the script or __main__.py that called us


def _run_program(path):
    """Run a file as __main__, in the module that sys.modules has under that name."""
    if os.path.isdir(path) or path.endswith((".zip", ".pyz")):
        runpy.run_path(path, run_name="__main__")
        return
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        print(f"legate-numpy: can't open file {path!r}: [Errno {error.errno}] {error.strerror}", file=sys.stderr)
        sys.exit(2)  # python's status for it
    code = compile(source, path, "exec", dont_inherit=True)
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __cached__=None, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    exec(code, main.__dict__)


def main(argv=None):
    """The command line. It returns when the program has ended; its exit status passes through."""
    parser = _parser()
    options = parser.parse_args(argv)
    if not options.program and not options.module:
        parser.error("a program to run, or -m MODULE, is needed")
    global _launcher
    _launcher = getattr(sys.modules["__main__"], "__file__", None)
    if _ranks.wanted(options):
        _ranks.start(options)
    _apply(options)
    _hide_driver()
    if options.patch:
        from . import _patch

        _patch.install()
    if options.module:
        sys.argv = list(options.module)
        sys.path[0] = os.getcwd()
        runpy._run_module_as_main(options.module[0], alter_argv=True)
    else:
        sys.argv = [options.program, *options.arguments]
        sys.path[0] = os.path.dirname(os.path.realpath(options.program))
        _run_program(os.path.abspath(options.program))
