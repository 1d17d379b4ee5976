from numpy.testing.overrides import *
