import Foundation
import Logging

/// A line of the log as the journal takes it (systemd, "Native Journal Protocol"): fields, so that
/// `journalctl ENTRADA_RUN=123` finds what belongs to a run.
struct JournalEntry {
    private(set) var data = Data()

    /// Metadata that have a field of their own; all of them are in the message, too.
    static let fields = [
        "run": "ENTRADA_RUN", "job": "ENTRADA_JOB", "server": "ENTRADA_SERVER", "capture": "ENTRADA_CAPTURE",
        "subject": "ENTRADA_SUBJECT", "alert": "ENTRADA_ALERT",
    ]

    init(priority: Int, message: String, metadata: Logger.Metadata) {
        add("PRIORITY", String(priority))
        add("SYSLOG_IDENTIFIER", "entradad")
        add("MESSAGE", message)
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            if let field = Self.fields[name] { add(field, "\(value)") }
        }
    }

    /// A value with a line break is given by its length.
    private mutating func add(_ name: String, _ value: String) {
        let bytes = Data(value.utf8)
        data += Data(name.utf8)
        if bytes.contains(UInt8(ascii: "\n")) {
            data.append(UInt8(ascii: "\n"))
            withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { data += Data($0) }
        } else {
            data.append(UInt8(ascii: "="))
        }
        data += bytes
        data.append(UInt8(ascii: "\n"))
    }
}
