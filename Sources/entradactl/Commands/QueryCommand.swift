public import ArgumentParser
import Control
import Foundation
import Ledger
public import WorkerProtocol

struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Query the tables dns, icmp and flows with SQL, as one snapshot.",
        discussion: "The snapshot covers staging and warehouse. Its files are not deleted until the query ends.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The SQL query, or - for standard input.")
    var sql: String

    @Option(help: "Output format: table, csv, json or parquet.")
    var format: QueryRequest.Format?

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

    /// Runs the worker over a snapshot; gives what to exit with. Neither the query nor the list of files is among its
    /// arguments, which everybody on the machine may read.
    private func query(_ sql: String, _ snapshot: LeaseReply) async throws -> Int32 {
        let list = try file("snapshot", ControlCoding.encoder().encode(snapshot))
        defer { try? FileManager.default.removeItem(atPath: list) }
        var query = QueryRequest(sql: sql, snapshot: list)
        query.format = format ?? (options.json ? .json : .table)
        query.output = output
        let line: String
        do { line = try WorkerRequest(.query(query), ends_with_input: false).line() } catch let error as RequestError {
            throw ControlError(.failed, "\(error)")
        }
        let request = try file("request", Data(line.utf8))
        defer { try? FileManager.default.removeItem(atPath: request) }
        let end = try await WorkerProgram.run(["serve", "query", "--request", request])
        if end.interrupted { return 130 }
        return end.status == 0 ? 0 : ControlError.Code.failed.exitCode
    }

    /// Writes a file that only this user may read.
    private func file(_ name: String, _ content: Data) throws -> String {
        let path = NSTemporaryDirectory() + "/entradactl-\(Session.requestID)-\(name).json"
        guard
            FileManager.default.createFile(atPath: path, contents: content, attributes: [.posixPermissions: 0o600])
        else { throw ControlError(.failed, "\(path): cannot be written") }
        return path
    }
}

extension QueryRequest.Format: ExpressibleByArgument {}
