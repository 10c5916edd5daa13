/// When a job is to look again at what has arrived, and, for fetches, at which name servers.
struct ArrivalLook: Sendable {
    var dueUs: Int64
    var servers: Set<String>
}
