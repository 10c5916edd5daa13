import Foundation
import Glibc
import RealServers

/// One name server of a site: how its captures come, and what they are. Its directory is below a real sshd's.
final class SiteServer {
    enum Role: CaseIterable {
        /// Over SFTP, one after another; traffic goes on from capture to capture.
        case remote
        /// The same in a directory of this machine.
        case local
        /// Names that are long, odd, alike; and others that are no captures.
        case badNames
        /// Every fourth capture can't be read at first.
        case unreadable
        /// Captures appear piece by piece.
        case growing
        /// It takes connections and never says a word, until the site's day is over.
        case silent
    }

    let name: String
    let role: Role
    let folder: TestFolder
    /// What it has made, in the order of time; paths.
    let captures: [String]
    let silence: LoopbackSocket?
    private var delivered = 0
    /// Pieces that are still to be appended: file, bytes, and its time at the end.
    private var pieces: [(file: String, bytes: Data, second: Int64)] = []
    /// Captures that nobody may read yet, and after how many more deliveries somebody may.
    private var locked: [(file: String, until: Int)] = []

    /// - Parameters:
    ///   - folder: of the sshd.
    ///   - start: of the first capture; each is five minutes long.
    init(_ name: String, _ role: Role, in folder: TestFolder, seed: Int, start: Int64, count: Int, packets: Int) throws
    {
        (self.name, self.role, self.folder) = (name, role, folder)
        try folder.make("remote/" + name)
        try folder.make("made/" + name)
        silence = role == .silent ? LoopbackSocket() : nil
        silence?.startListening()
        captures = try Self.simulate(
            name, role, into: folder, seed: seed, start: start, count: role == .silent ? 1 : count, packets: packets)
        if role == .badNames { try addDecoys() }
        if role == .silent { try put(captures[0], as: "late.pcap", second: start) }
    }

    var directory: String { folder["remote/" + name] }

    /// Whether all captures have come, whole and readable.
    var isDone: Bool { (role == .silent || delivered == captures.count) && pieces.isEmpty && locked.isEmpty }

    /// Captures that become due at one time each, five minutes apart, later by a moment of its own.
    func deliver(_ now: Int64, start: Int64, offset: Int64) throws {
        if let piece = pieces.first {
            try folder.append(piece.bytes, to: piece.file)
            if pieces.count == 1 { try folder.touch(piece.file, modifiedSeconds: Int(piece.second)) }
            pieces.removeFirst()
            return
        }
        guard role != .silent, delivered < captures.count else { return }
        let due = start + Int64(delivered + 1) * 300 + offset
        guard now >= due else { return }
        delivered += 1
        try deliver(captures[delivered - 1], number: delivered - 1, second: due)
        try unlock()
    }

    /// All that somebody has locked is readable now.
    func unlockAll() throws {
        for (file, _) in locked { try chmodOf(file, 0o644) }
        locked = []
    }

    private func deliver(_ path: String, number: Int, second: Int64) throws {
        switch role {
        case .growing:
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            let file = "remote/\(name)/" + Self.last(path)
            let (first, second3) = (bytes.count / 3, bytes.count * 2 / 3)
            try folder.write(Data(bytes[..<first]), to: file, modifiedSeconds: Int(second) - 2)
            pieces = [(file, Data(bytes[first..<second3]), second - 1), (file, Data(bytes[second3...]), second)]
        case .badNames: try put(path, as: Self.oddName(number), second: second)
        case .unreadable where number % 4 == 1:
            try put(path, as: Self.last(path), second: second, mode: 0)
            locked.append(("remote/\(name)/" + Self.last(path), delivered + 2))
        default: try put(path, as: Self.last(path), second: second)
        }
    }

    private func unlock() throws {
        for (file, until) in locked where until <= delivered { try chmodOf(file, 0o644) }
        locked.removeAll { $0.until <= delivered }
    }

    /// Whole at once, with its final mode and time.
    private func put(_ path: String, as file: String, second: Int64, mode: mode_t = 0o644) throws {
        let made = "made/\(name)/now"
        try folder.write(
            Data(contentsOf: URL(fileURLWithPath: path)), to: made, modifiedSeconds: Int(second))
        guard chmod(folder[made], mode) == 0, rename(folder[made], directory + "/" + file) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    private func chmodOf(_ file: String, _ mode: mode_t) throws {
        guard chmod(folder[file], mode) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private static func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Names with 250 bytes; that are equal but for their Unicode normalisation; with what a shell would understand.
    private static func oddName(_ number: Int) -> String {
        switch number % 4 {
        case 0: String(repeating: "x", count: 240) + String(1000 + number) + ".pcap"
        case 1: "caf\u{E9}-\(number).pcap"
        case 2: "cafe\u{301}-\(number - 1).pcap"
        default: "-a 'b' $(c) & d;\(number) .pcap"
        }
    }

    /// What is beside the captures and is none, or can't be fetched; those that are captures have the bytes of another.
    private func addDecoys() throws {
        try folder.make("remote/\(name)/directory.pcap")
        for file in [".hidden.pcap", "half.pcap.part", "half.pcap.tmp", "new\nline.pcap"] {
            try put(captures[0], as: file, second: 1_700_000_000)
        }
        guard symlink("/etc/passwd", directory + "/link.pcap") == 0 else { throw CocoaError(.fileWriteUnknown) }
        // No UTF-8.
        let raw: [UInt8] = Array((directory + "/").utf8) + [0xFF, 0xFE] + Array(".pcap".utf8) + [0]
        guard link(captures[0], raw.map { CChar(bitPattern: $0) }) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private static func simulate(
        _ name: String, _ role: Role, into folder: TestFolder, seed: Int, start: Int64, count: Int, packets: Int
    ) throws -> [String] {
        let out = "made/" + name
        func make(_ seed: Int, _ start: Int64, _ files: Int, seconds: Int) throws {
            try Program.run(
                Program.built("entrada-worker"),
                [
                    "simulate", "dns", "--out", folder[out], "--packets", String(files * packets), "--files",
                    String(files), "--seed", String(seed), "--start",
                    Date(timeIntervalSince1970: Double(start)).formatted(.iso8601), "--duration", String(seconds),
                    "--prefix", name,
                ])
        }
        // What comes out of order is on its own: no answer is in another capture than its query.
        if role == .unreadable {
            for number in 0..<count {
                try make(seed * 1000 + number, start + Int64(number) * 300, 1, seconds: 240)
            }
        } else {
            try make(seed, start, count, seconds: count * 300)
        }
        return try folder.names(in: out).filter { $0.contains(".pcap") }.map { folder[out + "/" + $0] }
    }
}
