"""Writes random programs. Each statement is run under NumPy as it is written, so that the next one can fit to it.

Data are small integers, as floats too, and sums are only asked for where they are exact: every result has one right
value, bit for bit.
"""

import re
import warnings

import numpy

from . import indexing
from .program import Program, Statement, ordered, recording

DTYPES = ["f8", "i8", "f4", "i4", "?", "u1", "i1", "c16", "f2", "u8", "i2", "u2", "u4", "c8"]
SHAPES = [(4,), (3, 4), (5,), (4, 4), (2, 3, 4), (1, 4), (3, 1), (1,), (2, 2), (7,), (2, 3), (6, 5), (3, 3, 3)]
ODD_SHAPES = [(), (0,), (0, 3), (2, 0, 3), (1, 1), (2, 1, 2, 3), (4100,), (3, 2100), (70, 41)]
SCALARS = ["2", "1", "0", "-1", "3", "2.0", "0.5", "-1.5", "True", "1j", "300", "-0.0", "numpy.nan", "numpy.inf"]
TYPED_SCALARS = ["numpy.float32(2)", "numpy.int8(3)", "numpy.uint8(200)", "numpy.float64(1.5)", "numpy.bool_(True)"]

OPERATORS = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<", "<=", "==", "!=", ">", ">=", "<<", ">>"]
IN_PLACE = ["+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "<<=", ">>="]
# What complex numbers have one right answer for, and no warning that depends on how it is computed.
COMPLEX_OPERATORS = ["+", "-", "*", "==", "!=", "<", "<=", ">", ">="]
COMPLEX_UNARY = ["negative", "square", "isnan", "isfinite", "isinf", "positive", "conjugate", "logical_not"]
COMPLEX_BINARY = [
    "add",
    "subtract",
    "multiply",
    "equal",
    "not_equal",
    "less",
    "greater_equal",
    "logical_and",
    "logical_or",
]
# Ufuncs whose result IEEE 754 or integer arithmetic leaves no choice about. (None that shows the sign of a NaN.)
UNARY = """negative absolute square sqrt sign floor ceil trunc rint logical_not isnan isfinite isinf invert
positive conjugate reciprocal fabs""".split()
BINARY = """add subtract multiply divide maximum minimum fmax fmin floor_divide remainder fmod logical_and logical_or
logical_xor bitwise_and bitwise_or bitwise_xor equal not_equal less less_equal greater greater_equal left_shift
right_shift gcd lcm heaviside""".split()
COMPLEX_WITH_INFINITIES = {
    "operator": ["+", "<", ">="],
    "in_place": ["+="],
    "unary": ["isnan"],
    "binary": ["equal", "add"],
}
SELECTING = ["maximum", "minimum", "fmax", "fmin"]  # of 0.0 and -0.0, either
REAL = {"operator": OPERATORS, "in_place": IN_PLACE, "unary": UNARY, "binary": BINARY}
COMPLEX = {
    "operator": COMPLEX_OPERATORS,
    "in_place": ["+=", "-=", "*="],
    "unary": COMPLEX_UNARY,
    "binary": COMPLEX_BINARY,
}
REDUCTIONS = ["sum", "max", "min", "prod", "any", "all", "mean"]


LARGE = 20_000  # elements; what has more is dropped


class Generator:
    def __init__(self, choices, length):
        self.choose = choices
        self.statements = []
        self.run = None
        self.names = 0
        self.length = length
        self.foreign = set()  # variables that may be NumPy's own arrays under legate.numpy too
        self.steady = False  # the last statement left all shapes as they were
        self.over = False  # a value was cast that its new type cannot hold: what it becomes is the compiler's choice

    # -- what there is ---------------------------------------------------------------------------------------------

    @property
    def arrays(self):
        return {name: x for name, x in self.run.variables.items() if isinstance(x, numpy.ndarray)}

    def value(self, text):
        """The expression's value under NumPy; None when it raises. It must have no effects."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return eval(text, self.run.variables)
            except Exception:
                return None

    def any_array(self):
        return self.choose.pick(sorted(self.arrays))

    def new_name(self):
        """Mostly a fresh name; sometimes one in use, whose old value is then dropped."""
        names = sorted(name for name in self.arrays if name[0] != "n")
        if names and self.choose.one_in(5):
            return self.choose.pick(names)
        self.names += 1
        return f"v{self.names}"

    def add(self, text):
        shapes = {name: x.shape for name, x in self.arrays.items()}
        error = self.run.step(text)
        self.note_foreign(text)
        self.statements.append(Statement(text, error is not None))
        self.steady = shapes == {name: x.shape for name, x in self.arrays.items()}
        warned = [str(w.message) for w in self.run.caught]
        self.over = any("encountered in cast" in w or ("invalid" in w and "unsafe" in text) for w in warned)

    def note_foreign(self, text):
        assigned = re.match(r"(\w+) = (.*)", text)
        if not assigned:
            return
        name, source = assigned.groups()
        if "numpy.asarray" in source or self.foreign & set(re.findall(r"\w+", source)):
            self.foreign.add(name)
        else:
            self.foreign.discard(name)

    # -- expressions -----------------------------------------------------------------------------------------------

    def view(self, name=None):
        """A variable, or a view of one."""
        name = name or self.any_array()
        return name if self.choose.one_in(2) else indexing.view(self.choose, name, self.run.variables[name])

    def array_view(self):
        """A view that has methods of ours: a single element is a NumPy scalar."""
        name = self.any_array()
        view = self.view(name)
        return name if isinstance(self.value(view), numpy.generic) else view

    def scalar(self):
        return self.choose.weighted([(8, self.choose.pick(SCALARS)), (1, self.choose.pick(TYPED_SCALARS))])

    def operand(self, shape):
        """Something that mostly broadcasts to `shape`."""
        kind = self.choose.integer(0, 9)
        if kind < 3:
            return self.scalar()
        if kind < 9:
            names = [name for name, x in self.arrays.items() if x.ndim >= len(shape)]
            fits = [name for name in names if indexing.can_fit(self.arrays[name].shape, shape)]
            if fits:
                name = self.choose.pick(fits)
                return indexing.fitting(self.choose, name, self.arrays[name], shape)
        return self.view()

    def operation(self, kind, *operands):
        """An operator or ufunc for these operands."""
        values = [self.value(text) for text in operands]
        operations = REAL
        if any(map(numpy.iscomplexobj, values)):
            finite = all(numpy.isfinite(value).all() for value in values if value is not None)
            operations = COMPLEX if finite else COMPLEX_WITH_INFINITIES
        name = self.choose.pick(operations[kind])
        return "add" if name in SELECTING and any(map(has_negative_zero, values)) else name

    def shape_of(self, text):
        return numpy.shape(self.value(text))

    def expression(self):
        """A value of an elementwise operation."""
        x = self.view()
        kind = self.choose.integer(0, 9)
        if kind < 5:
            y = self.operand(self.shape_of(x))
            return self.choose.pick(["{} {} {}", "{2} {1} {0}"]).format(x, self.operation("operator", x, y), y)
        if kind < 7:
            return f"np.{self.operation('unary', x)}({x})"
        if kind < 9 or numpy.iscomplexobj(self.value(x)):
            y = self.operand(self.shape_of(x))
            return f"np.{self.operation('binary', x, y)}({x}, {y})"
        fractions = ["0.5"] if getattr(self.value(x), "dtype", numpy.dtype(int)).kind == "f" else []
        return f"{x} ** {self.choose.pick(['2', '1', '0', '3', '-1', *fractions])}"

    def condition(self, x):
        other = self.operand(self.shape_of(x)) if self.choose.one_in(3) else self.choose.pick(["1", "0", "2.5"])
        return f"{x} {self.choose.pick(['>', '<=', '==', '!='])} {other}"

    # -- statements ------------------------------------------------------------------------------------------------

    def create(self):
        odd = self.choose.one_in(5)
        shape = self.choose.pick(ODD_SHAPES if odd else SHAPES)
        dtype = self.choose.weighted([(5, "f8"), (2, "i8"), (5, self.choose.pick(DTYPES))])
        size = int(numpy.prod(shape))
        low = 0 if dtype[0] in "u?" else self.choose.integer(0, 3)
        maker = self.choose.integer(0, 5)
        name = self.new_name()
        if maker < 4:
            modulus = self.choose.pick([7, 2, 11, 5])
            self.add(f"{name} = (np.arange({size}) % {modulus} - {low}).astype({dtype!r}).reshape({shape})")
        elif maker == 4 and size < 40:
            values = [self.choose.integer(-low, 5) for _ in range(size)]
            self.add(f"{name} = np.array({numpy.array(values, int).reshape(shape).tolist()}, {dtype!r})")
        else:
            self.add(f"{name} = np.{self.choose.pick(['zeros', 'ones'])}({shape}, {dtype!r})")

    def take_view(self):
        name = self.any_array()
        self.add(f"{self.new_name()} = {indexing.view(self.choose, name, self.run.variables[name])}")

    def compute(self):
        self.add(f"{self.new_name()} = {self.expression()}")

    def target(self):
        """Something to assign to: a variable's elements, or some of them."""
        name = self.own_array() if self.choose.one_in(2) else self.any_array()
        array = self.run.variables[name]
        if name in self.foreign or self.choose.one_in(3):
            return f"{name}[...]"
        return f"{name}[{indexing.subscript(self.choose, array.shape)}]"

    def update(self):
        """x[...] += y and its like; x += y too, which writes in place as well."""
        target = self.target() if not self.choose.one_in(4) else self.any_array()
        y = self.operand(self.shape_of(target))
        self.add(f"{target} {self.operation('in_place', target, y)} {y}")

    def assign(self):
        target = self.target()
        if self.choose.one_in(3):
            return self.add(f"{target} = {self.expression()}")
        self.add_assignment(target, self.operand(self.shape_of(target)))

    def add_assignment(self, target, source):
        """NumPy copies between overlapping 1-d views with different strides in place, and gets it wrong."""
        x, y = self.value(target), self.value(source)
        views = isinstance(x, numpy.ndarray) and isinstance(y, numpy.ndarray) and x.ndim == 1 <= y.ndim
        if views and x.strides[0] != y.strides[-1] and numpy.may_share_memory(x, y):
            source = f"{source}.copy()"
        self.add(f"{target} = {source}")

    def overlap(self):
        """A write to a part of an array from another part of it."""
        name = self.any_array()
        x = self.run.variables[name]
        to, source = indexing.overlapping(self.choose, name, x)
        op = self.choose.weighted([(3, "="), (1, "+="), (1, "*="), (1, "-=")])
        extra = self.choose.weighted([(2, ""), (1, f" + {source}"), (1, f" * {to}")])
        if op == "=" and not extra:
            return self.add_assignment(to, source)
        self.add(f"{to} {op} {source}{extra}")

    def with_out(self):
        x = self.view()
        shape = self.shape_of(x)
        fits = [name for name, y in self.arrays.items() if indexing.can_fit(y.shape, shape)]
        if not fits:
            return self.compute()
        name = self.choose.pick(fits)
        out = indexing.fitting(self.choose, name, self.arrays[name], shape)
        casting = self.choose.weighted(
            [(3, ""), (1, ", casting='unsafe'"), (1, f", dtype={self.choose.pick(DTYPES)!r}")]
        )
        if self.choose.one_in(3):
            return self.add(f"np.{self.operation('unary', x)}({x}, out={out}{casting})")
        y = self.operand(shape)
        self.add(f"np.{self.operation('binary', x, y)}({x}, {y}, out={out}{casting})")

    def reduce(self):
        x = self.view()
        array = self.value(x)
        how = self.choose.pick(REDUCTIONS)
        if not isinstance(array, numpy.ndarray) or not exact(array, how):
            how = "any"
        axis = self.choose.weighted([(2, ""), (3, str(self.choose.integer(-1, max(0, numpy.ndim(array) - 1))))])
        keep = ", keepdims=True" if self.choose.one_in(4) else ""
        arguments = f"axis={axis or 'None'}{keep}"
        if numpy.ndim(array) > 2 and self.choose.one_in(3):
            arguments = f"axis=(0, 2){keep}"
        self.add(
            f"{self.new_name()} = {self.choose.pick(['{x}.{how}({a})', 'np.{how}({x}, {a})'])}".format(
                x=x, how=how, a=arguments
            )
        )

    def copy(self):
        forms = ["{}.copy()", "np.array({})", "{}.flatten()", "+{}", "{}.astype('f8')"]
        self.add(f"{self.new_name()} = {self.choose.pick(forms).format(self.array_view())}")

    def copy_and_write(self):
        """A copy that is kept, and writes to its original: what relaxation loops do."""
        name = self.own_array()
        self.add(f"c = {name}.copy()")
        for _ in range(self.choose.integer(1, 3)):
            if self.over:
                return
            target = f"{name}[{indexing.subscript(self.choose, self.run.variables[name].shape)}]"
            shape = self.shape_of(target)
            source = self.operand(shape)
            if indexing.can_fit(self.run.variables["c"].shape, shape):
                source = indexing.fitting(self.choose, "c", self.run.variables["c"], shape)
            if self.choose.one_in(2):
                other = self.operand(shape)
                source = f"{source} {self.operation('operator', source, other)} {other}"
            self.add_assignment(target, source)

    def cast(self):
        self.add(f"{self.new_name()} = {self.array_view()}.astype({self.choose.pick(DTYPES)!r})")

    def chain(self):
        """Temporaries that several operations use, one of them a reduction, and that are gone before anyone looks."""
        x = self.view()
        y = self.operand(self.shape_of(x))
        self.add(f"t = {x} {self.operation('operator', x, y)} {y}")
        for _ in range(self.choose.integer(1, 4)):
            if self.over or "t" not in self.arrays:
                return
            t = self.run.variables["t"]
            z = self.operand(t.shape)
            op = self.operation("operator", "t", z)
            form = self.choose.integer(0, 3)
            if form == 0:
                self.add(f"t = t {op} {z}")
            elif form == 1:
                self.add(f"{self.new_name()} = t {op} {z}")
            elif form == 2 and t.ndim:
                how = self.choose.pick(["sum", "max", "any"])
                how = how if exact(t, how) else "any"
                self.add(f"{self.new_name()} = t.{how}(axis={self.choose.integer(0, t.ndim - 1)})")
            else:
                self.assign()
        if not self.over:
            self.add("del t")

    def drop(self):
        if len(self.arrays) > 1:
            self.add(f"del {self.any_array()}")

    def read_element(self):
        name = self.any_array()
        shape = self.run.variables[name].shape
        index = ", ".join(str(self.choose.integer(-n, n - 1)) for n in shape if n) or "()"
        form = self.choose.pick(["see({}[{}])", "see({}.item({}))", "s = {}[{}]", "{0}[{1}] = {0}[{1}] + 1"])
        self.add(form.format(name, index))

    def see(self):
        form = self.choose.weighted(
            [(4, "see({})"), (1, "see({}.tolist())"), (1, "see(list({}))"), (1, "see(repr({}))")]
        )
        self.add(form.format(self.view()))

    def own_array(self):
        """An array that is ours under legate.numpy: NumPy's own take other objects than arrays as lists are taken."""
        if not self.arrays.keys() - self.foreign:
            self.create()
        return self.choose.pick(sorted(self.arrays.keys() - self.foreign))

    def mask(self):
        x = self.view(self.own_array())
        if not numpy.ndim(self.value(x)):
            return self.compute()
        condition = self.condition(x)
        form = self.choose.integer(0, 4)
        if form == 0:
            return self.add(f"{self.new_name()} = {x}[{condition}]")
        if form == 1:
            return self.add(f"{x}[{condition}] {self.choose.pick(['+=', '*=', '-='])} {self.scalar()}")
        if form == 2:
            return self.add(f"{x}[{condition}] = {x}[{condition}] + {self.scalar()}")
        self.add(f"{x}[{condition}] = {self.scalar()}")

    def index_array(self):
        x = self.own_array()
        if not self.run.variables[x].size:
            return self.compute()
        index = indexing.integer_arrays(self.choose, self.run.variables[x].shape)
        form = self.choose.integer(0, 3)
        if form == 0:
            return self.add(f"{self.new_name()} = {x}[{index}]")
        if form == 1:
            return self.add(f"{x}[{index}] += {self.scalar()}")
        self.add(f"{x}[{index}] = {self.operand(self.shape_of(f'{x}[{index}]'))}")

    def where(self):
        x = self.view()
        shape = self.shape_of(x)
        self.add(f"{self.new_name()} = np.where({self.condition(x)}, {self.operand(shape)}, {self.operand(shape)})")

    def export(self):
        """A NumPy view of our memory, kept and written later as any other variable."""
        self.add(f"n{self.choose.integer(1, 2)} = numpy.asarray({self.view()})")

    def call(self):
        """What is made of other operations, or handed to NumPy."""
        x = self.array_view()
        forms = ["np.concatenate([{0}, {0}])", "np.stack([{0}, {0}])", "np.roll({}, 1)", "np.flip({})", "np.sort({})"]
        forms += ["np.clip({}, 1, 3)", "np.atleast_2d({})", "np.broadcast_arrays({}, 1)[0]", "np.where({})[0] + 0"]
        forms += [
            "np.argmax({})",
            "np.nonzero({})[0] + 0",
            "np.count_nonzero({})",
            "np.repeat({}, 2)",
            "np.array_equal({0}, {0})",
        ]
        forms += [
            "{}.argsort(kind='stable')",
            "np.diff({})",
            "np.tile({}, 2)",
            "{}.nonzero()[-1] + 0",
            "np.moveaxis({}, 0, -1)",
        ]
        if numpy.ndim(self.value(x)) and exact(self.value(x), "sum"):
            forms += ["np.cumsum({})", "{}.cumsum(axis=0)", "np.add.accumulate({})"]
        if numpy.size(self.value(x)) < 100:
            forms += ["np.add.outer({0}, 2)", "np.multiply.outer([1, 2], {0})"]
        self.add(f"{self.new_name()} = {self.choose.pick(forms).format(x)}")

    def drop_large(self):
        for name, x in self.arrays.items():
            if x.size > LARGE:
                self.add(f"del {name}")

    def repeat(self):
        """The last statement some more times: what a loop makes of it."""
        last = self.statements[-1].text
        if "\n" not in last and not last.startswith(("for", "with", "del")):
            times = self.choose.weighted([(9, 3), (1, 2500)])
            small = all(x.size <= 100 for x in self.arrays.values())
            if small or self.steady:
                self.add(f"for _ in range({times if small and self.steady else 3}): {last}")

    def under_errstate(self):
        state = self.choose.pick(["all='ignore'", "all='raise'", "divide='ignore'", "invalid='raise'"])
        target = self.choose.pick([f"{self.new_name()} =", f"{self.target()} ="])
        self.add(f"with np.errstate({state}): {target} {self.expression()}")

    ACTIONS = [
        (10, compute),
        *[(6, take_view), (6, assign), (6, update), (6, overlap)],
        *[(4, see), (4, with_out), (4, reduce), (4, copy), (4, chain), (4, copy_and_write)],
        *[(3, drop), (3, read_element), (3, mask), (3, index_array)],
        *[(2, where), (2, cast), (2, create), (2, call), (2, export)],
        *[(1, repeat), (1, under_errstate)],
    ]

    def generate(self):
        """A program, with what happened when NumPy ran it."""
        with recording(numpy) as self.run:
            for _ in range(self.choose.integer(1, 3)):
                self.create()
            for _ in range(self.choose.integer(1, self.length)):
                if not self.arrays:
                    self.create()
                self.choose.weighted(self.ACTIONS)(self)
                if self.over:
                    return self.generate_again()
                self.drop_large()
            for name in sorted(self.arrays):
                self.add(f"see({name})")
        return Program(self.statements, ordered(self.run.events))

    def generate_again(self):
        """What was written, without the last statement."""
        return Program(self.statements[:-1] + [Statement(f"see({name})") for name in sorted(self.arrays)])


def has_negative_zero(value):
    array = numpy.asarray(value)
    return array.dtype.kind == "f" and bool((numpy.signbit(array) & (array == 0)).any())


def exact(array, how):
    """Whether the reduction has the same bits in any order."""
    if how == "mean" and (array is None or not numpy.size(array) or numpy.iscomplexobj(array)):
        return False  # a warning whose line depends on Python code, and a complex division
    if array is None or numpy.size(array) == 0 or how in ("any", "all"):
        return True
    if how in ("max", "min"):
        return not has_negative_zero(array)
    array = numpy.asarray(array)
    if array.dtype.kind in "biu" and how != "mean":
        return True
    parts = [array.real.astype("f8"), array.imag.astype("f8")] if array.dtype.kind == "c" else [array.astype("f8")]
    digits = {"f2": 11, "f4": 24, "c8": 24}.get(array.dtype.str[1:], 53)
    for part in parts:
        if not numpy.isfinite(part).all() or (part * 16 != numpy.rint(part * 16)).any():
            return False
        with numpy.errstate(all="ignore"):
            size = numpy.abs(part).sum() * 16 if how != "prod" else (numpy.maximum(numpy.abs(part), 1) * 16).prod()
        if not size < 2.0**digits:
            return False
    return how != "prod" or array.dtype.kind != "c"
