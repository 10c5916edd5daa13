import Foundation

/// The file of a unix socket: whether somebody listens, and how a new one takes the place of a stale one.
struct SocketFile: Sendable {
    let path: String

    enum Condition: Equatable { case absent, stale, listening, notASocket }

    /// What lies at the path.
    ///
    /// - Throws: what connect(2) says, other than that nobody listens.
    func condition() throws(ControlError) -> Condition {
        // What cannot be looked at is told by whoever binds there.
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return .absent }
        guard found[.type] as? FileAttributeType == .typeSocket else { return .notASocket }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard path.utf8.count < room.count else { return false }
            room.copyBytes(from: path.utf8)
            return true
        }
        guard fits else {
            throw ControlError(.configuration, "\(path): too long for a socket path (107 bytes)")
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ControlError(.failed, "\(path): cannot create a socket") }
        defer { close(descriptor) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if status == 0 { return .listening }
        switch errno {
        case ECONNREFUSED: return .stale
        case ENOENT: return .absent
        case let code: throw ControlError(.denied, "\(path): \(String(cString: strerror(code)))")
        }
    }

    /// Makes room for a new socket.
    ///
    /// - Throws: `ControlError` if somebody listens, or something else lies there.
    func clear() throws(ControlError) {
        guard path.utf8.count <= 100 else {
            throw ControlError(.configuration, "\(path): too long for a socket path (100 bytes); choose a shorter one")
        }
        switch try condition() {
        case .absent: return
        case .stale: unlink(path)
        case .listening:
            throw ControlError(.conflict, "\(path): another daemon listens here; stop it, or choose another socket")
        case .notASocket:
            throw ControlError(.configuration, "\(path): is not a socket; move it away, or choose another path")
        }
    }

    /// Where the socket is bound before it has its mode: nobody connects to it by accident.
    var provisionalPath: String { path + ".new" }

    /// Gives the bound socket its mode and owner and its final name, in this order, so that it is never open wider.
    func publish(group: UInt32?) throws(ControlError) {
        guard chmod(provisionalPath, 0o660) == 0 else { throw failure("cannot set its mode") }
        if let group, chown(provisionalPath, UInt32.max, group) != 0 {
            throw failure("cannot change its group to \(group)")
        }
        guard rename(provisionalPath, path) == 0 else { throw failure("cannot rename it into place") }
    }

    /// Removes the socket's names.
    func remove() {
        unlink(provisionalPath)
        unlink(path)
    }

    private func failure(_ what: String) -> ControlError {
        ControlError(.failed, "\(path): \(what): \(String(cString: strerror(errno)))")
    }
}
