// WorkerProtocol
//
// What the daemon (or anything else that starts a worker) and `entrada-worker` say to each other: arguments, events as
// newline-delimited JSON on standard output, and exit codes. The worker knows no ledger; everything that the daemon
// commits, it commits from the last event; or, when a worker is told several captures on its standard input, one after the
// other (`DecodeOrder`), from the event that answers each.
//
// The protocol has a version. A field may be added in the same version; it is changed or removed only with a new one.

/// The version of arguments, events and exit codes.
public let workerProtocolVersion = 1
