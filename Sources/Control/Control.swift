// Control
//
// How operators and the daemon talk. The daemon listens on a unix socket and speaks HTTP with JSON bodies; `entradactl`
// is its client. HTTP, because `curl --unix-socket` is then a debugger that everybody has.
//
//   GET  /v1/status /v1/jobs /v1/runs /v1/files /v1/run /v1/trace /v1/events /v1/verify /v1/doctor /v1/log /v1/live
//   POST /v1/run /v1/retry /v1/pause /v1/resume /v1/cancel /v1/reload /v1/lease /v1/release /v1/backup /v1/repair
//
// Questions are answered here, from one snapshot of the ledger, by *reports*: plain values that are built from a
// `LedgerView`. The program that asks can build the same report from the file when no daemon runs, so both look alike.
// Orders go to a `ControlService`, which the daemon implements, together with the `Caller`: who is at the other end of
// the socket is what the kernel says (SO_PEERCRED), never what the message says.
//
// The encoded reports are the contract of `--json`; `schema` grows when a field changes its meaning or goes away.
//
// `PagesServer` shows the status as a plain page on a loopback port, for a look with a browser; it only reads. Beside it,
// and on the socket, are `/metrics`, `/health` and `/ready`, answered by `Monitoring`. `RemoteControlServer` gives the same
// as the socket over TCP, to those who show a token; who asks is then the token's name.

public import Foundation
import Model

/// How messages and reports are written: sorted keys, times as whole microseconds.
public enum ControlCoding {
    public static func encoder(pretty: Bool = false) -> JSONEncoder { .stable(pretty: pretty) }

    /// The largest message that either side takes.
    public static let maximumBytes = 16 << 20
}
