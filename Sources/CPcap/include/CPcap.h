#pragma once
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/// inflateInit2 for gzip members (a macro in zlib.h).
int entrada_inflate_gzip(z_stream *stream);

/// deflateInit2 for one gzip member without name and time, so that equal bytes give equal files (a macro in zlib.h).
int entrada_deflate_gzip(z_stream *stream, int level);
