import Control
import Foundation
import Ledger

/// One call of the program: where things are, how to print, whom to ask.
struct Session {
    let places: Paths
    let terminal: Terminal
    let wantsJSON: Bool

    /// Whom to ask.
    let client: ControlClient

    init(_ options: GlobalOptions) {
        let environment = ProcessInfo.processInfo.environment
        let places = Paths(options, environment: environment)
        self.places = places
        do throws(ControlError) {
            let remote = try RemoteDaemon.destination(options, environment: environment)
            client = ControlClient(remote ?? .socket(places.socket))
        } catch {
            client = ControlClient(.nowhere(error))
        }
        terminal = Console.terminal(noColour: options.noColor)
        wantsJSON = options.json
    }

    /// Asks the daemon, or the ledger's file when no daemon listens.
    ///
    /// - Parameter seconds: how long the file may be read; the lock keeps a daemon from starting meanwhile.
    func ask<Reply: Sendable>(
        seconds: Int = 5, _ online: (ControlClient) async throws -> Reply,
        offline: @Sendable (LedgerView) throws -> Reply
    ) async throws -> Reply {
        if try client.isReachable() { return try await online(client) }
        return try OfflineLedger(places: places).read(seconds: seconds, offline)
    }

    /// Prints a reply as JSON, or as the lines that are made of it.
    func show(_ value: some Encodable, _ lines: @autoclosure () -> [String]) throws {
        if wantsJSON { try Console.write(json: value) } else { Console.write(lines: lines()) }
    }

    /// Microseconds since the epoch.
    static var nowUs: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// The identity of a request: sent again, it gets the first answer.
    static var requestID: String { UUID().uuidString.lowercased() }
}
