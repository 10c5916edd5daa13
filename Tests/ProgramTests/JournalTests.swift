import Foundation
import Logging
import Testing

@testable import entradad

/// The log as the journal gets it.
@Suite("Journal")
struct JournalTests {
    @Test("fields for what operators look for; a value with a line break has its length")
    func entry() {
        let entry = JournalEntry(
            priority: 4, message: "a\nb",
            metadata: ["run": "12", "job": "decode", "server": "ns1", "capture": "7", "error": "x"])
        var wanted = Data("PRIORITY=4\nSYSLOG_IDENTIFIER=entradad\nMESSAGE\n".utf8)
        wanted += Data([3, 0, 0, 0, 0, 0, 0, 0]) + Data("a\nb\n".utf8)
        wanted += Data("ENTRADA_CAPTURE=7\nENTRADA_JOB=decode\nENTRADA_RUN=12\nENTRADA_SERVER=ns1\n".utf8)
        #expect(entry.data == wanted)
    }

    @Test("a logger's entries arrive at the journal's socket")
    func arrives() throws {
        let path = NSTemporaryDirectory() + "entrada-journal-" + UUID().uuidString.prefix(8)
        defer { unlink(path) }
        let socket = try NotifySocket(path)
        var logger = Logger(label: "test") { _ in JournalLogHandler(journal: path) }
        logger.logLevel = .info
        logger.warning("run did not complete", metadata: ["run": "12", "error": "no \"space\""])
        #expect(socket.wait { $0.contains("ENTRADA_RUN=12") })
        #expect(socket.lines.contains("MESSAGE=run did not complete error=no \"space\" run=12"))
        #expect(socket.lines.contains("PRIORITY=4"))
    }

    @Test("JOURNAL_STREAM counts only when it is what standard error is")
    func stream() {
        var status = stat()
        fstat(STDERR_FILENO, &status)
        #expect(JournalLogHandler.isJournal("\(status.st_dev):\(status.st_ino)"))
        for text in [nil, "", "1:2", "\(status.st_dev)", "\(status.st_dev):\(status.st_ino + 1)"] {
            #expect(!JournalLogHandler.isJournal(text))
        }
    }
}
