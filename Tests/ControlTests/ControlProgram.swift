import Foundation
import RealServers

/// `entradactl` as its users start it: with its errors apart from its output, and without a thread that waits, since the
/// server that it asks may run in this process.
struct ControlProgram {
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    let executable: String
    let bench: ControlBench

    init(_ bench: ControlBench, executable: String = Program.built("entradactl")) {
        self.bench = bench
        self.executable = executable
    }

    /// Runs it with an environment that names the bench's places and nothing else.
    func callAsFunction(_ arguments: String...) async throws -> Outcome { try await self(arguments: arguments) }

    /// - Parameters:
    ///   - more: variables beside those of the bench.
    ///   - input: what it reads.
    func callAsFunction(
        arguments: [String], environment more: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        let output = bench.root + "/out-" + UUID().uuidString
        for path in [output, output + ".err"] { try Data().write(to: URL(fileURLWithPath: path)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = [
            "ENTRADA_SOCKET": bench.socket, "ENTRADA_DATA_ROOT": bench.root,
            "ENTRADA_CONFIG": bench.root + "/entrada.toml", "ENTRADA_JOBS": bench.root + "/jobs.d",
            "SWIFT_BACKTRACE": "enable=no",
        ].merging(more) { $1 }
        process.standardInput = FileHandle.nullDevice
        if let input {
            try Data(input.utf8).write(to: URL(fileURLWithPath: output + ".in"))
            process.standardInput = FileHandle(forReadingAtPath: output + ".in")
        }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: output + ".err")
        let (ended, end) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        for await _ in ended {}
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: output + ".err", encoding: .utf8))
    }
}
