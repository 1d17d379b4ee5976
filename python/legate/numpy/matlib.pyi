from numpy.matlib import *
