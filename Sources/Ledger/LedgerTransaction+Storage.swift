/// Times in which the data root could not be written.
extension LedgerTransaction {
    /// - Parameter state: `troubled` or `mended`.
    public func recordStorage(_ state: String, why: String) throws {
        try append(kind: "storage", subject: "data root", to: state, why: why)
    }
}
