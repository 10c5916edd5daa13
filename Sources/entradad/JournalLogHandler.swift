import Foundation
import Logging

/// The log: to the journal with its fields when standard error is the journal, otherwise lines of text.
struct JournalLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    /// The journal's socket; `nil`: lines of text go to standard error.
    private let journal: String?
    /// Text that the journal reads has its priority in front.
    private let isRead: Bool

    init() {
        isRead = Self.isJournal(ProcessInfo.processInfo.environment["JOURNAL_STREAM"])
        journal = isRead ? "/run/systemd/journal/socket" : nil
    }

    /// - Parameter journal: a socket that takes entries.
    init(journal: String?) {
        isRead = journal != nil
        self.journal = journal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        let text =
            "\(event.message)" + fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let priority = Self.priority(event.level)
        if let journal {
            let entry = JournalEntry(priority: priority, message: text, metadata: fields)
            if UnixDatagram.send(entry.data, to: journal) { return }
        }
        let head = isRead ? "<\(priority)>" : Date().formatted(.iso8601) + " \(event.level.rawValue) "
        FileHandle.standardError.write(Data((head + text + "\n").utf8))
    }

    /// Whether standard error is what `JOURNAL_STREAM` (device:inode) says: a child's variable may be inherited while its
    /// output goes elsewhere (systemd.exec(5)).
    static func isJournal(_ stream: String?, descriptor: Int32 = STDERR_FILENO) -> Bool {
        guard let parts = stream?.split(separator: ":"), parts.count == 2, let device = UInt64(parts[0]),
            let inode = UInt64(parts[1])
        else { return false }
        var status = stat()
        return fstat(descriptor, &status) == 0 && UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
    }

    /// syslog(3) priorities.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

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
