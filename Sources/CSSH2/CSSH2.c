#include "CSSH2.h"
