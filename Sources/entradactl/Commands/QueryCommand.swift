import ArgumentParser
import Control
import Foundation
import Ledger

struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Query the tables dns, icmp and flows with SQL, as one snapshot.",
        discussion: "The snapshot covers staging and warehouse. Its files are not deleted until the query ends.")

    enum Format: String, CaseIterable, ExpressibleByArgument { case table, csv, json, parquet }

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The SQL query, or - for standard input.")
    var sql: String

    @Option(help: "Output format: table, csv, json or parquet.")
    var format: Format?

    @Option(name: .shortAndLong, help: "Write to this file; required for parquet.", completion: .file())
    var output: String?

    @Option(help: "Time limit of the query in seconds.")
    var timeout: Int64 = 3600

    func validate() throws {
        if format == .parquet, output == nil { throw ValidationError("--format parquet needs --output") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout: from 1 to 86400 seconds") }
    }

    func run() async throws {
        let session = Session(options)
        let sql = try statement()
        // Before the lease: who asks for a worker that is not there leaves nothing behind.
        _ = try WorkerProgram.path()
        let status: Int32
        if try session.client.isReachable() {
            let lease = try await session.client.lease(
                LeaseRequest(holder: "entradactl query", pid: getpid(), seconds: timeout))
            let result: Result<Int32, any Error>
            do { result = .success(try await query(sql, lease)) } catch { result = .failure(error) }
            // A daemon that has gone away in the meantime ends the lease by itself.
            _ = try? await session.client.release(lease: lease.lease)
            status = try result.get()
        } else {
            let (snapshot, lock) = try OfflineLedger(places: session.places).snapshot()
            status = try await query(sql, snapshot)
            withExtendedLifetime(lock) {}
        }
        if status != 0 { throw ExitCode(status) }
    }

    private static let maximumBytes = 1 << 20

    private func statement() throws -> String {
        guard sql == "-" else { return sql }
        let data = try FileHandle.standardInput.read(upToCount: Self.maximumBytes + 1) ?? Data()
        guard data.count <= Self.maximumBytes else {
            throw ValidationError("the query is longer than \(Self.maximumBytes) bytes")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ValidationError("the query is not UTF-8")
        }
        guard !text.allSatisfy(\.isWhitespace) else { throw ValidationError("standard input has no query") }
        return text
    }

    /// Runs the worker over a snapshot; gives what to exit with.
    private func query(_ sql: String, _ snapshot: LeaseReply) async throws -> Int32 {
        let file = NSTemporaryDirectory() + "/entradactl-" + Session.requestID + ".json"
        let data = try ControlCoding.encoder().encode(snapshot)
        guard
            FileManager.default.createFile(atPath: file, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw ControlError(.failed, "\(file): cannot be written") }
        defer { try? FileManager.default.removeItem(atPath: file) }
        let chosen = format ?? (options.json ? .json : .table)
        var arguments = ["query", "--snapshot", file, "--format", chosen.rawValue]
        if let output { arguments += ["--output", output] }
        let end = try await WorkerProgram.run(arguments + ["--", sql])
        if end.interrupted { return 130 }
        return end.status == 0 ? 0 : ControlError.Code.failed.exitCode
    }
}
