import Foundation
import Model

/// A process that was stopped with the command that it belonged to. `entrada-worker guard` tells of each, one line of JSON.
public struct StoppedProcess: Codable, Sendable, Hashable {
    public var pid: Int32
    /// Its command line, cut off.
    public var command: String
    /// What it took: 15 is TERM, 9 is KILL; 0: nothing did, it is still there.
    public var signal: Int32
    /// It had left the session of the command.
    public var isDetached: Bool

    public init(pid: Int32, command: String, signal: Int32, isDetached: Bool) {
        self.pid = pid
        self.command = command
        self.signal = signal
        self.isDetached = isDetached
    }

    /// `812 sleep 600 (KILL, in a session of its own)`.
    public var summary: String {
        let what =
            switch signal {
            case 0: "could not be killed"
            case SIGTERM: "TERM"
            case SIGKILL: "KILL"
            default: "signal \(signal)"
            }
        return "\(pid) \(command) (\(what)\(isDetached ? ", in a session of its own" : ""))"
    }

    /// Several of them in one sentence, the first few by name; `nil`: there are none.
    public static func summary(of processes: [StoppedProcess]) -> String? {
        guard !processes.isEmpty else { return nil }
        let shown = processes.prefix(5).map(\.summary).joined(separator: ", ")
        let more = processes.count > 5 ? " and \(processes.count - 5) more" : ""
        return "stopped \(processes.count) process\(processes.count == 1 ? "" : "es"): \(shown)\(more)"
    }

    /// The line, with its newline.
    public func line() -> [UInt8] {
        return ((try? JSONEncoder.stable().encode(self)).map { Array($0) } ?? []) + [UInt8(ascii: "\n")]
    }

    /// Those that a text of such lines tells of; what is no such line is left out.
    public static func read(_ text: some Collection<UInt8>) -> [StoppedProcess] {
        text.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(StoppedProcess.self, from: Data($0))
        }
    }
}
