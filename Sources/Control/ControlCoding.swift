public import Foundation
import Model

/// How messages and reports are written: sorted keys, times as whole microseconds.
public enum ControlCoding {
    public static func encoder(pretty: Bool = false) -> JSONEncoder { .stable(pretty: pretty) }

    /// The largest message that either side takes.
    public static let maximumBytes = 16 << 20
}
