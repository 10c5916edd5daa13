#pragma once

// The header of the library that is linked: `deploy/get-duckdb` puts it where `duckdb.h` beside this file points to.
#include "duckdb.h"
