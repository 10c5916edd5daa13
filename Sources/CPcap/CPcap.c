#define _GNU_SOURCE
#include "CPcap.h"

FILE *entrada_stream(void *context, entrada_read_function read) {
    cookie_io_functions_t functions = {.read = read, .write = NULL, .seek = NULL, .close = NULL};
    FILE *file = fopencookie(context, "r", functions);
    // The default buffer is a page; a record costs less when it is rarely refilled.
    if (file != NULL) setvbuf(file, NULL, _IOFBF, 1 << 18);
    return file;
}

int entrada_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

int entrada_deflate_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
