import Foundation

/// What a process prints, as a run's log has it: each line with its time, and nothing in it that a terminal would obey.
///
/// Line feeds, carriage returns and both together end a line. Other control characters, those of Unicode among them, and
/// bytes that are no UTF-8 are written as what they are: `\x1b`. Where standard output and error take passes in the middle
/// of a line, each piece is a line of its own.
struct LogText {
    enum Source: Hashable {
        case output, error
        /// The daemon's own remarks.
        case daemon
    }

    private struct State {
        /// The begin of a character whose end has not come yet.
        var carry: [UInt8] = []
        var isMidLine = false
        var endedWithReturn = false
    }

    private var states: [Source: State] = [:]
    /// Whose line is not at its end; `nil`: the log is at the begin of a line.
    private var owner: Source?

    /// - Parameter time: when it was read, as it is to be written.
    mutating func add(_ bytes: [UInt8], from source: Source, time: String, isLast: Bool = false) -> [UInt8] {
        var state = states[source] ?? State()
        let bytes = state.carry + bytes
        state.carry = []
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 2 + 64)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n"), state.endedWithReturn {
                state.endedWithReturn = false
                index += 1
                continue
            }
            state.endedWithReturn = byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                endLine(of: source, &state, time, &out)
                index += 1
                continue
            }
            let plain = Self.plainRun(bytes, from: index)
            if plain > index {
                beginLine(of: source, &state, time, &out)
                out += bytes[index..<plain]
                index = plain
                continue
            }
            guard let (length, text) = Self.character(bytes, at: index, isLast: isLast) else {
                state.carry = Array(bytes[index...])
                break
            }
            beginLine(of: source, &state, time, &out)
            out += text
            index += length
        }
        states[source] = state
        return out
    }

    /// The end of the log, or of what one attempt has written: an open line is closed.
    mutating func finish(time: String) -> [UInt8] {
        var out: [UInt8] = []
        for source in states.keys where states[source]?.carry.isEmpty == false {
            out += add([], from: source, time: time, isLast: true)
        }
        if owner != nil { out.append(UInt8(ascii: "\n")) }
        owner = nil
        states = [:]
        return out
    }

    private mutating func beginLine(of source: Source, _ state: inout State, _ time: String, _ out: inout [UInt8]) {
        state.isMidLine = true
        if owner == source { return }
        if owner != nil { out.append(UInt8(ascii: "\n")) }
        out += Array(time.utf8)
        out.append(UInt8(ascii: " "))
        owner = source
    }

    private mutating func endLine(of source: Source, _ state: inout State, _ time: String, _ out: inout [UInt8]) {
        defer { state.isMidLine = false }
        if owner == source {
            owner = nil
        } else if state.isMidLine {
            // Its line was ended when somebody else wrote.
            return
        } else {
            if owner != nil { out.append(UInt8(ascii: "\n")) }
            out += Array(time.utf8)
            owner = nil
        }
        out.append(UInt8(ascii: "\n"))
    }

    /// Where the printable ASCII that begins at an index ends; tabs are part of it.
    private static func plainRun(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, (0x20..<0x7F).contains(bytes[index]) || bytes[index] == 0x09 { index += 1 }
        return index
    }

    /// How many bytes the character at an index has, and what is written for it; `nil`: its end has not come yet.
    private static func character(_ bytes: [UInt8], at index: Int, isLast: Bool) -> (Int, [UInt8])? {
        let lead = bytes[index]
        let length =
            switch lead {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        if length == 1 { return (1, escaped(lead)) }
        let tail = bytes[(index + 1)...].prefix(length - 1).prefix { (0x80...0xBF).contains($0) }
        if tail.count < length - 1 {
            let isCut = index + 1 + tail.count == bytes.count && !isLast
            return isCut ? nil : (1, escaped(lead))
        }
        let piece = Array(bytes[index..<index + length])
        guard let text = String(validating: piece, as: UTF8.self), let scalar = text.unicodeScalars.first else {
            return (1, escaped(lead))
        }
        return (length, isControl(scalar) ? Array("\\u{\(String(scalar.value, radix: 16))}".utf8) : piece)
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        Array((byte < 16 ? "\\x0" : "\\x").utf8) + Array(String(byte, radix: 16).utf8)
    }

    /// The second set of controls, and what passes the direction of writing around.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (0x80...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}
