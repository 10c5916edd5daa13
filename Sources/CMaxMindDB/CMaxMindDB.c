#include "CMaxMindDB.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int entrada_mmdb_find(
    const MMDB_s *database, const uint8_t *address, bool isIPv4, MMDB_entry_s *entry, bool *found) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } socket;
    memset(&socket, 0, sizeof socket);
    if (isIPv4) {
        socket.v4.sin_family = AF_INET;
        memcpy(&socket.v4.sin_addr, address, 4);
    } else {
        socket.v6.sin6_family = AF_INET6;
        memcpy(&socket.v6.sin6_addr, address, 16);
    }
    int status = MMDB_SUCCESS;
    MMDB_lookup_result_s result = MMDB_lookup_sockaddr(database, &socket.any, &status);
    *found = status == MMDB_SUCCESS && result.found_entry;
    *entry = result.entry;
    // A database of IPv4 addresses only is not broken: it knows nothing about the others.
    return status == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR ? MMDB_SUCCESS : status;
}

/// The value at a path; `data->has_data` is false when there is none.
static int value(MMDB_entry_s *entry, MMDB_entry_data_s *data, const char *const *path) {
    memset(data, 0, sizeof *data);
    int status = MMDB_aget_value(entry, data, path);
    if (status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) {
        data->has_data = false;
        return MMDB_SUCCESS;
    }
    if (status != MMDB_SUCCESS) data->has_data = false;
    return status;
}

/// The value of a key at the top, where databases of networks have it, or else among the traits, where those of
/// everything (Enterprise) do.
static int network_value(MMDB_entry_s *entry, MMDB_entry_data_s *data, const char *key) {
    const char *const top[] = {key, NULL};
    int status = value(entry, data, top);
    if (status != MMDB_SUCCESS || data->has_data) return status;
    const char *const trait[] = {"traits", key, NULL};
    return value(entry, data, trait);
}

static void take_text(const MMDB_entry_data_s *data, const char **text, uint32_t *size) {
    if (!data->has_data || data->type != MMDB_DATA_TYPE_UTF8_STRING) return;
    *text = data->utf8_string;
    *size = data->data_size;
}

int entrada_mmdb_country(MMDB_entry_s *entry, const char **text, uint32_t *size) {
    static const char *const path[] = {"country", "iso_code", NULL};
    MMDB_entry_data_s data;
    int status = value(entry, &data, path);
    take_text(&data, text, size);
    return status;
}

int entrada_mmdb_organisation(MMDB_entry_s *entry, const char **text, uint32_t *size) {
    MMDB_entry_data_s data;
    int status = network_value(entry, &data, "autonomous_system_organization");
    take_text(&data, text, size);
    return status;
}

int entrada_mmdb_asn(MMDB_entry_s *entry, int64_t *number) {
    MMDB_entry_data_s data;
    int status = network_value(entry, &data, "autonomous_system_number");
    if (!data.has_data) return status;
    switch (data.type) {
    case MMDB_DATA_TYPE_UINT16:
        *number = data.uint16;
        break;
    case MMDB_DATA_TYPE_UINT32:
        *number = data.uint32;
        break;
    case MMDB_DATA_TYPE_INT32:
        if (data.int32 >= 0) *number = data.int32;
        break;
    case MMDB_DATA_TYPE_UINT64:
        // RFC 6793: a number of an autonomous system has 32 bits.
        if (data.uint64 <= UINT32_MAX) *number = (int64_t)data.uint64;
        break;
    default:
        break;
    }
    return status;
}
