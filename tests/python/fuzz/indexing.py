"""Random subscripts and views, as text."""

import numpy

STEPS = ["", "", ":1", ":2", ":-1", ":-2", ":3"]


def subscript(choose, shape):
    """A basic subscript for an array of this shape; once in a while one that is out of bounds."""
    if not shape:
        return choose.pick(["...", "()", "None", "..., None"])
    parts = [axis(choose, n) for n in shape[: choose.integer(1, len(shape))]]
    if len(parts) < len(shape) and choose.one_in(2):
        parts.insert(choose.integer(0, len(parts)), "...")
        # What stands behind an ellipsis indexes the last axes.
        behind = len(parts) - 1 - parts.index("...")
        for i in range(behind):
            parts[-1 - i] = axis(choose, shape[-1 - i])
    if choose.one_in(8):
        parts.insert(choose.integer(0, len(parts)), "None")
    if choose.one_in(60):
        parts.append(choose.pick(["99", "0", ":", "1.5"]))
    return ", ".join(parts)


def axis(choose, n):
    kind = choose.integer(0, 7)
    if kind == 0:
        return ":"
    if kind == 1 and n:
        return str(choose.integer(-n, n - 1))
    start = choose.pick(["", "", *map(str, range(-n - 1, n + 1))]) if n < 10 else choose.pick(["", "1", "-7", "5"])
    stop = choose.pick(["", "", *map(str, range(-n - 1, n + 2))]) if n < 10 else choose.pick(["", "-1", "-3", "99"])
    return f"{start}:{stop}{choose.pick(STEPS)}"


def view(choose, name, array):
    """An expression for a view (or, where a view cannot be, a copy) of the variable."""
    shape, nd = array.shape, array.ndim
    kind = choose.integer(0, 9)
    if kind < 5:
        return f"{name}[{subscript(choose, shape)}]"
    if kind == 5:
        return f"{name}.T"
    if kind == 6 and nd > 1:
        axes = choose.pick([(0, 1), (0, nd - 1), (1, 0), (-1, -2)])
        return choose.pick([f"{name}.swapaxes{axes}", f"np.swapaxes({name}, {axes[0]}, {axes[1]})"])
    if kind == 6:
        return f"{name}[None]"
    if kind == 7:
        return choose.pick(
            [f"{name}.reshape(-1)", f"{name}.ravel()", *(f"{name}.reshape({s})" for s in regroupings(shape))]
        )
    if kind == 8:
        wide = (choose.pick([2, 1, 3]), *shape)
        return choose.pick([f"np.broadcast_to({name}, {wide})", f"{name}[::-1]" if nd else name, f"{name}.squeeze()"])
    return choose.pick([f"{name}.real", f"{name}[...]", f"{name}.imag", f"{name}.transpose()", f"np.diagonal({name})"])


def regroupings(shape):
    size = int(numpy.prod(shape))
    if len(shape) > 1:
        yield (shape[0], -1) if shape[0] else shape
        yield (*shape[:-2], shape[-2] * shape[-1])
    if size and size % 2 == 0:
        yield (2, size // 2)
        yield (size // 2, 2)
    yield (1, *shape)
    if size == 7:
        yield (2, 3)  # an error


def can_fit(have, want):
    """Whether a view of shape `want` can be cut from an array of shape `have`."""
    lead = len(have) - len(want)
    return lead >= 0 and all(have[:lead]) and all(h >= w for h, w in zip(have[lead:], want))


def fitting(choose, name, array, shape):
    """A view of the variable that has just this shape."""
    if array.shape == shape and not choose.one_in(3):
        return name
    lead = array.ndim - len(shape)
    parts = [str(choose.integer(0, n - 1)) for n in array.shape[:lead]]
    for have, want in zip(array.shape[lead:], shape):
        step = choose.integer(1, 2) if want > 1 and (want - 1) * 2 < have else 1
        first = choose.integer(0, min(have - (want - 1) * step - 1, 9)) if want else 0
        last = first + (want - 1) * step
        if not want:
            parts.append(":0")
        elif choose.one_in(3):
            parts.append(f"{last}:{first - step if first >= step else ''}:-{step}")
        else:
            parts.append(f"{first}:{last + 1}" + (f":{step}" if step > 1 else ""))
    return f"{name}[{', '.join(parts) or '...'}]"


def overlapping(choose, name, array):
    """Two views of the variable with one shape, mostly with elements in common."""
    nd = array.ndim
    if nd > 1 and array.shape[-1] == array.shape[-2] and choose.one_in(4):
        return f"{name}[...]", f"{name}.swapaxes(-1, -2)"
    if nd > 1 and choose.one_in(5):
        k = choose.integer(0, array.shape[0] - 1) if array.shape[0] else 0
        return f"{name}[...]", f"{name}[{k}]"
    pairs = [("1:", ":-1"), (":-1", "1:"), ("::-1", ":"), ("2:", ":-2"), (":", "::-1"), ("1:-1", "2:"), (":-2", "1:-1")]
    parts = [choose.pick(pairs) if choose.one_in(2) else (":", ":") for _ in range(nd)] or [("...", "...")]
    if all(p == (":", ":") for p in parts):
        parts[choose.integer(0, nd - 1)] = choose.pick(pairs)
    return tuple(f"{name}[{', '.join(p[side] for p in parts)}]" for side in (0, 1))


def integer_arrays(choose, shape):
    """A subscript with one or more index arrays; sometimes out of bounds."""
    if not shape:
        return "[0]"
    parts = []
    length = choose.integer(1, 4)
    for n in shape[: choose.integer(1, len(shape))]:
        if choose.one_in(3):
            parts.append(axis(choose, n))
            continue
        high = n - 1 if n and not choose.one_in(40) else n
        parts.append(str([choose.integer(-n, high) for _ in range(length)]))
    if not any(p.startswith("[") for p in parts):
        parts[0] = f"[{', '.join(['0'] * length)}]"
    return ", ".join(parts)
