import Dispatch
import Foundation

/// Tells the service manager about our state (sd_notify protocol: a datagram to `NOTIFY_SOCKET`).
enum ServiceNotification {
    private static var path: String? {
        ProcessInfo.processInfo.environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty || $0.utf8.count >= 107 ? nil : $0 }
    }

    /// Whether somebody listens.
    static var isWanted: Bool { path != nil }

    /// A reload begins; what ends it is `READY=1` (sd_notify(3)).
    static func reloading() {
        // CLOCK_MONOTONIC, as it is asked for.
        let us = DispatchTime.now().uptimeNanoseconds / 1000
        send("RELOADING=1\nMONOTONIC_USEC=\(us)\nSTATUS=reloading the configuration")
    }

    /// Lines `NAME=value`; values must not have line breaks of their own.
    static func send(_ text: String) {
        guard let path else { return }
        UnixDatagram.send(Data(text.utf8), to: path)
    }
}
