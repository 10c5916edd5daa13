#pragma once
#include <maxminddb.h>
#include <stdbool.h>
#include <stdint.h>

// libmaxminddb's own getters are variadic, which Swift cannot call: one function of fixed arity per value instead.
//
// An address is its sixteen octets in network order; of an IPv4 address only the first four count. All give an
// MMDB_* status; a value that the database does not have is MMDB_SUCCESS and left as it was.

/// The record of an address; `found` tells whether there is one.
int entrada_mmdb_find(
    const MMDB_s *database, const uint8_t *address, bool isIPv4, MMDB_entry_s *entry, bool *found);

/// country.iso_code; the text is the database's own memory, without a NUL at its end.
int entrada_mmdb_country(MMDB_entry_s *entry, const char **text, uint32_t *size);

/// autonomous_system_number, at the top or among the traits.
int entrada_mmdb_asn(MMDB_entry_s *entry, int64_t *number);

/// autonomous_system_organization; as with the country.
int entrada_mmdb_organisation(MMDB_entry_s *entry, const char **text, uint32_t *size);
