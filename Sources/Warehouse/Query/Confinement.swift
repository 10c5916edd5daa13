/// Takes from a database every way to the outside but some files.
enum Confinement {
    static func apply(to connection: Connection, paths: [String]) throws {
        try connection.execute("SET allowed_paths = \(SQLText.list(paths))")
        try connection.execute("SET enable_external_access = false")
        try connection.execute("SET lock_configuration = true")
    }
}
