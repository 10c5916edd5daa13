import Foundation

/// A program of the system.
struct Program {
    let path: String

    static let tshark = Program(path: "/usr/bin/tshark")
    static let gzip = Program(path: "/usr/bin/gzip")

    var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What it writes to its output; what it writes to the error output is dropped.
    func output(_ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return bytes
    }

    func lines(_ arguments: [String]) throws -> [Substring] {
        String(decoding: try output(arguments), as: UTF8.self).split(separator: "\n")
    }
}
