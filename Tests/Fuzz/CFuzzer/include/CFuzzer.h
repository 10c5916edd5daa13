#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer with a main program of our own (llvm.org/docs/LibFuzzer.html): calls `one` until something is found.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *bytes, size_t count));
