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

    /// Asks; anything but `y` or `yes` is no.
    ///
    /// - Throws: nobody is there to be asked.
    static func confirm(_ question: String) throws -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ControlError(.usage, "no terminal to ask for confirmation: use --yes, or --dry-run")
        }
        complain(question + " [y/N]")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }

    static var errorsGoToTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// What standard output is; `NO_COLOR` (no-color.org) and `COLUMNS` are respected.
    static func terminal(noColour: Bool) -> Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let lines = environment["LINES"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
        let allowed = !noColour && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 {
            return Terminal(
                width: columns, height: lines ?? (isTerminal ? size()?.lines : nil), colours: isTerminal && allowed)
        }
        guard isTerminal else { return .none }
        let known = size()
        return Terminal(width: known?.columns ?? 80, height: lines ?? known?.lines, colours: allowed)
    }

    private static func size() -> (columns: Int, lines: Int)? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// One screen of a program that shows them again and again; on what is no terminal the lines alone.
    static func draw(_ lines: [String], _ terminal: Terminal) {
        if isatty(STDOUT_FILENO) == 1 {
            write(ScreenFrame.text(ScreenFrame.fitting(lines, terminal)))
        } else {
            write(lines: ScreenFrame.fitting(lines, terminal))
        }
    }
}
