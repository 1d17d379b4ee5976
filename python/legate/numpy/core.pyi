from numpy.core import *
