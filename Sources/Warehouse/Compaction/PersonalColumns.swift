import Tables

/// Columns that tell who has asked; a purge empties them.
enum PersonalColumns {
    static func names(of table: Table) -> Set<String> {
        switch table {
        case .dns: ["ip_src", "edns_ecs", "edns_cookie_client", "edns_cookie_server"]
        case .icmp: ["ip_src", "ip_dst", "orig_ip_src", "orig_ip_dst"]
        case .flows: ["ip_src", "ip_dst"]
        }
    }
}
