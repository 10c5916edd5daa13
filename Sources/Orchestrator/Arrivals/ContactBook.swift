import Synchronization
import Transfer

/// What is remembered of asking name servers; one line for each of them, since the start of the daemon.
final class ContactBook: Sendable {
    private let contacts = Mutex<[String: ServerContact]>([:])

    func asked(_ server: String, nowUs: Int64) {
        contacts.withLock { contacts in
            var contact = contacts[server] ?? ServerContact(name: server, lastAskedUs: nowUs)
            contact.lastAskedUs = nowUs
            contacts[server] = contact
        }
    }

    /// - Parameter verdicts: of files that are not here yet.
    func answered(_ server: String, _ verdicts: some Sequence<StabilityVerdict>, nowUs: Int64) {
        let waiting = verdicts.count { $0 != .stable }
        contacts.withLock { contacts in
            contacts[server]?.lastAnsweredUs = nowUs
            contacts[server]?.lastError = nil
            contacts[server]?.notFetched = waiting == 0 ? [:] : ["not whole yet": Int64(waiting)]
        }
    }

    func failed(_ server: String, _ error: any Error) {
        // Who was not allowed to ask has learned nothing.
        if error is CancellationError { return }
        contacts.withLock { $0[server]?.lastError = "\(error)" }
    }

    var all: [String: ServerContact] { contacts.withLock { $0 } }
}
