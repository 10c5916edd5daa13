import Model

/// What a daemon or a worker says of itself before anything else: which protocol it speaks, and of which release it is.
public struct ProgramVersion: Codable, Sendable, Equatable, CustomStringConvertible {
    /// Of the protocol.
    public var version: Int
    /// The release, for people: it decides nothing.
    public var entrada: String

    public init(version: Int, entrada: String) {
        self.version = version
        self.entrada = entrada
    }

    /// This program's.
    public static let own = ProgramVersion(version: workerProtocolVersion, entrada: EntradaVersion.text)

    /// Whether two programs understand each other.
    public func speaksLike(_ other: ProgramVersion) -> Bool { version == other.version }

    /// `version 1 (Entrada 0.1.0)`.
    public var description: String {
        entrada.isEmpty ? "version \(version)" : "version \(version) (Entrada \(entrada))"
    }
}

/// Something was said in another version of the protocol than this program's.
public struct VersionMismatch: Error, Equatable, CustomStringConvertible {
    public enum Speaker: Sendable { case daemon, worker }

    /// Who spoke; the other one is this program.
    public var speaker: Speaker
    public var spoken: ProgramVersion
    public var own: ProgramVersion

    public init(speaker: Speaker, spoken: ProgramVersion, own: ProgramVersion = .own) {
        self.speaker = speaker
        self.spoken = spoken
        self.own = own
    }

    public var description: String {
        let what =
            switch speaker {
            case .daemon: "this worker speaks \(own) of the protocol, the daemon asked in \(spoken)"
            case .worker: "the worker speaks \(spoken) of the protocol, this daemon \(own)"
            }
        return what + ": install the same release of both"
    }
}
