import Control
import Foundation

/// Standard output and standard error.
enum Console {
    /// Writes everything; a reader that has gone away ends the program quietly.
    static func write(_ data: Data, to descriptor: Int32 = STDOUT_FILENO) {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    exit(errno == EPIPE ? 0 : 1)
                }
            }
        }
    }

    static func write(_ text: String) { write(Data(text.utf8)) }
    static func write(lines: [String]) { write(lines.map { $0 + "\n" }.joined()) }
    static func complain(_ text: String) { write(Data((text + "\n").utf8), to: STDERR_FILENO) }

    /// A value as indented JSON.
    static func write(json value: some Encodable) throws {
        write(String(decoding: try ControlCoding.encoder(pretty: true).encode(value), as: UTF8.self) + "\n")
    }

    /// Asks; anything but `y` or `yes` is no. Errors: nobody is there to be asked.
    static func confirm(_ question: String) throws -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ControlError(.usage, "nobody can be asked here: say --yes, or --dry-run")
        }
        complain(question + " [y/N]")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }

    static var errorsGoToTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// What standard output is; `NO_COLOR` (no-color.org) and `COLUMNS` are respected.
    static func terminal(noColour: Bool) -> Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let allowed = !noColour && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 {
            return Terminal(width: columns, colours: isTerminal && allowed)
        }
        guard isTerminal else { return .none }
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(width: known ? Int(size.ws_col) : 80, colours: allowed)
    }
}
