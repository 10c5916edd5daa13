/// The ports on which DNS is spoken, one lookup each.
final class PortSet {
    private let isMember: UnsafeMutablePointer<Bool>

    init(_ ports: Set<UInt16>) {
        isMember = .allocate(capacity: 65_536)
        isMember.initialize(repeating: false, count: 65_536)
        for port in ports { isMember[Int(port)] = true }
    }

    deinit { isMember.deallocate() }

    @inline(__always) func contains(_ port: UInt16) -> Bool { isMember[Int(port)] }
}
