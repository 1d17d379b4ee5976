#pragma once
#include "tbb/stand_in.h"
