"""ndarray.flags, worked out from the array's layout: asking for it computes nothing and exports nothing."""

from . import _core

_LETTERS = {
    "C": "c_contiguous",
    "F": "f_contiguous",
    "O": "owndata",
    "W": "writeable",
    "A": "aligned",
    "X": "writebackifcopy",
    "B": "behaved",
    "CA": "carray",
    "FA": "farray",
    "CONTIGUOUS": "c_contiguous",
    "FORTRAN": "f_contiguous",
}
_SHOWN = ("C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA", "WRITEABLE", "ALIGNED", "WRITEBACKIFCOPY")
_BITS = {
    "c_contiguous": 0x1,
    "f_contiguous": 0x2,
    "owndata": 0x4,
    "aligned": 0x100,
    "writeable": 0x400,
    "writebackifcopy": 0x2000,
}


class flagsobj:
    """The memory layout of an array."""

    __slots__ = ("_array",)
    __hash__ = None
    writebackifcopy = False
    aligned = True

    def __init__(self, array):
        self._array = array

    @property
    def c_contiguous(self):
        return _core.contiguous_by(self._array)[0]

    @property
    def f_contiguous(self):
        return _core.contiguous_by(self._array)[1]

    contiguous = c_contiguous
    fortran = f_contiguous

    @property
    def owndata(self):
        return self._array.base is None

    @property
    def writeable(self):
        return _core.writeable(self._array)

    @writeable.setter
    def writeable(self, value):
        _core.set_writeable(self._array, bool(value))

    behaved = property(lambda self: self.writeable)
    carray = property(lambda self: self.writeable and self.c_contiguous)
    farray = property(lambda self: self.writeable and self.f_contiguous and not self.c_contiguous)
    fnc = property(lambda self: self.f_contiguous and not self.c_contiguous)
    forc = property(lambda self: self.f_contiguous or self.c_contiguous)
    num = property(lambda self: sum(bit for name, bit in _BITS.items() if getattr(self, name)))

    def _attribute(self, key):
        name = _LETTERS.get(key, key.lower() if isinstance(key, str) and key.isupper() else None)
        if name is None or not hasattr(type(self), name):
            raise KeyError("Unknown flag")
        return name

    def __getitem__(self, key):
        return getattr(self, self._attribute(key))

    def __setitem__(self, key, value):
        setattr(self, self._attribute(key), value)

    def __eq__(self, other):
        return self.num == getattr(other, "num", None)

    def __repr__(self):
        return "\n".join(f"  {name} : {self[name]}" for name in _SHOWN) + "\n"
