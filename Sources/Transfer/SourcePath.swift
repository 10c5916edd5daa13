/// Names and paths at a source. Names come from a server and are not to be trusted.
enum SourcePath {
    /// Whether a name stays inside its directory and can be shown in a log.
    static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".."
            && name.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 >= 0x20 && $0 != 0x7F }
    }

    /// Whether a name can be a finished capture: not hidden, and not one of the names that writers use meanwhile.
    static func isCaptureName(_ name: String) -> Bool {
        isFileName(name) && !name.hasPrefix(".") && !name.hasSuffix(".part") && !name.hasSuffix(".tmp")
    }

    static func joined(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }
}
