"""Reads micro.toml and programs.toml into one flat list of jobs, which is what the rest works with.

A job is a plain dictionary, because it travels to the worker processes as JSON:
group, name, size, cpus, kind, setup, code, steps, target, peers; kind "process" has measure, program, args. Jobs with
`keeps` leave the names of their set-up as they were, and the next job with the same set-up gets them.
"""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def read(filename):
    return tomllib.loads((FOLDER / filename).read_text(encoding="utf-8"))


def micro_jobs(quick):
    for group in read("micro.toml")["group"]:
        sizes = group["sizes"][-1:] if quick else group["sizes"]
        for name, case in group["cases"].items():
            case = {"code": case} if isinstance(case, str) else case
            for size in sizes:
                for cpus in group.get("cpus", [0]):
                    yield micro_job(group, name, case, size, cpus)


def micro_job(group, name, case, size, cpus):
    return {
        "group": group["name"],
        "name": name,
        "size": f"{size:,}",
        "cpus": cpus,
        "kind": group["kind"],
        "setup": f"n = {size}\n{group['setup']}",
        "code": case["code"],
        "steps": 1,
        "target": micro_target(group, case, size, cpus),
        "peers": case.get("peers", group.get("peers")),
    }


def micro_target(group, case, size, cpus):
    # What more cores (or fewer) change is shown without a target.
    if cpus != group.get("cpus", [0])[0]:
        return None
    if "targets" in group:
        return {"ratio": dict(zip(group["sizes"], group["targets"]))[size]}
    # Only a count of plans is expected to hold for all sizes; the other targets name one.
    holds = group["kind"] == "counter" or size == group["sizes"][-1]
    return case.get("target", group.get("target")) if holds else None


def program_jobs():
    for program in read("programs.toml")["program"]:
        args = program["args"]
        for cpus in program.get("cpus", [0]):
            yield {
                "group": "programs",
                "name": program["name"],
                "size": program_size(args),
                "cpus": cpus,
                "kind": "run",
                "setup": f"program = load({program['name']!r})",
                "code": f"program.run(**{args!r})",
                "steps": program.get("steps", 1),
                "target": {"ratio": program["target"]} if "target" in program else None,
                "peers": program.get("peers"),
                "args": args,
            }


def program_size(args):
    """What --only and the table show of the arguments: `41 x 41`, `20,000`."""
    lengths = [args[key] for key in ("width", "height", "nx", "ny", "n") if key in args]
    return " x ".join(f"{length:,}" for length in lengths)


# CPUs and sizes at which every function is timed, and the ratio that is asked for there.
FUNCTION_RUNS = [(1, 100, None), (1, 10_000, None), (1, 1_000_000, 1.0), (2, 10_000_000, 1.3)]
MORE_FUNCTION_RUNS = [(1, 10_000_000, None), (2, 1_000_000, None)]


def function_groups():
    """The groups of functions.toml, each with its whole set-up."""
    table = read("functions.toml")
    for group in table["group"]:
        yield group | {"kind": "call", "setup": table["setup"] + group["setup"]}


def function_jobs(quick=False, cpus=0, only=()):
    """The functions at all sizes, on one CPU and on two, or on so many alone; all of a size before the next one."""
    for count, size, ratio in FUNCTION_RUNS + ([] if quick else MORE_FUNCTION_RUNS):
        if cpus not in (0, count):
            continue
        for group in function_groups():
            for name, code in group["cases"].items():
                job = micro_job(group | {"sizes": [size], "cpus": [count]}, name, {"code": code}, size, count)
                job |= {"elements": size, "keeps": True, "target": ratio and {"ratio": ratio}}
                if matches(job, only):
                    yield job


def process_jobs():
    for process in read("programs.toml")["process"]:
        yield process_job("processes", process["name"], process)


def first_run_jobs():
    """Each program whole, up to its first value, and once more with its code on disk."""
    found = read("programs.toml")
    for program in found["first"]:
        for name, measure in found["first_measures"].items():
            if name == "first value" and "first" not in program:
                continue
            args = program["args"] | (program["first"] if name == "first value" else {})
            case = measure | {"program": program["name"], "args": args}
            yield process_job("first runs", f"{program['name']}, {name}", case)


def process_job(group, name, case):
    args = case.get("args", {})
    return {
        "group": group,
        "name": name,
        "size": program_size(args) if group == "first runs" else "",
        "cpus": 0,
        "kind": "process",
        "measure": case["measure"],
        "program": case.get("program"),
        "args": args,
        "target": case.get("target"),
    }


def title(job):
    return " ".join(filter(None, (f"{job['group']}/{job['name']}", job["size"])))


def matches(job, only):
    """Whether the title contains one of the texts in `only`, where there are any."""
    return not only or any(text in title(job) for text in only)


def select(quick=False, only=()):
    jobs = [*program_jobs(), *micro_jobs(quick), *process_jobs(), *first_run_jobs()]
    return [job for job in jobs if matches(job, only)]
