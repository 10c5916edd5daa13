package import Foundation

/// A directory that exists as long as a test needs it; everybody may look into it, as the server may be another user.
package final class TestFolder: Sendable {
    package let path: String

    /// - Parameter isInMemory: where the machine has such a place: what is synced a thousand times costs nothing there.
    package init(isInMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let parent =
            isInMemory && FileManager.default.isWritableFile(atPath: memory)
            ? memory : FileManager.default.temporaryDirectory.path
        path = parent + "/entrada-test-\(UUID().uuidString)"
        try make("")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A directory below.
    @discardableResult
    package func make(_ name: String, mode: Int = 0o755) throws -> String {
        let directory = name.isEmpty ? path : self[name]
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory)
        return directory
    }

    package subscript(_ name: String) -> String { path + "/" + name }

    /// - Returns: the path.
    @discardableResult
    package func write(_ data: Data, to name: String, modifiedSeconds: Int = 1_700_000_000) throws -> String {
        try data.write(to: URL(fileURLWithPath: self[name]))
        try touch(name, modifiedSeconds: modifiedSeconds)
        return self[name]
    }

    @discardableResult
    package func write(_ text: String, to name: String, modifiedSeconds: Int = 1_700_000_000) throws -> String {
        try write(Data(text.utf8), to: name, modifiedSeconds: modifiedSeconds)
    }

    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String { try write(Data(bytes), to: name) }

    package func touch(_ name: String, modifiedSeconds: Int) throws {
        let time = Date(timeIntervalSince1970: TimeInterval(modifiedSeconds))
        try FileManager.default.setAttributes(
            [.modificationDate: time, .posixPermissions: 0o644], ofItemAtPath: self[name])
    }

    package func append(_ data: Data, to name: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: self[name]))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: data)
    }

    package func truncate(_ name: String, to size: UInt64) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: self[name]))
        defer { try? handle.close() }
        try handle.truncate(atOffset: size)
    }

    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self[name]) }

    package func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: self[name])) }

    package func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self[directory]).sorted()
    }

    /// Bytes in which no two pages are alike, so that a mix-up shows.
    package static func noise(_ count: Int) -> Data {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        var words = [UInt64](repeating: 0, count: (count + 7) / 8)
        for index in words.indices {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            words[index] = state
        }
        return words.withUnsafeBytes { Data($0.prefix(count)) }
    }
}
