// WorkerProtocol
//
// What the daemon (or anything else that starts a worker) and `entrada-worker` say to each other: a request (`WorkerRequest`),
// one line of JSON on standard input; events (`WorkerEvent`), a line of JSON each on standard output; and exit codes
// (`WorkerExit`). What people write as flags of `entrada-worker` becomes the same requests. The worker knows no ledger;
// everything that the daemon commits, it commits from the last event; or, when a worker is told several captures behind its
// request, one after the other (`DecodeOrder`), from the event that answers each.
//
// The protocol has a version, and both sides say theirs before anything else: the daemon in its request, the worker in the
// event `started`. Whoever hears another version than its own says so, and goes no further. A field may be added in the same
// version if it may also be left out; it is changed or removed only with a new version. A reader of events passes over what it
// does not know, because the one who asked is not hurt by hearing more than it wanted. A reader of requests refuses it.

/// The version of requests, events and exit codes.
public let workerProtocolVersion = 1
