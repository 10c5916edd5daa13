import Glibc

/// Opens the socket under an SSH session, with a time-out.
enum TCPConnection {
    /// Tries the addresses of a host in the resolver's order; each gets an equal share of the time that is left.
    /// - Returns: a connected socket, non-blocking; the caller closes it.
    static func open(
        host: String, port: UInt16, timeoutSeconds: Int, place: String
    ) throws(TransferError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw .hostNotFound(place: place, reason: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        let addresses = Array(
            sequence(state: list) { next in
                defer { next = next?.pointee.ai_next }
                return next?.pointee
            })
        let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
        var failure = EHOSTUNREACH
        for (index, address) in addresses.enumerated() {
            let share = (deadline - .now) / (addresses.count - index)
            let descriptor = connect(to: address, within: share, failure: &failure)
            if descriptor >= 0 { return descriptor }
        }
        if failure == ETIMEDOUT {
            throw .timedOut(place: place, operation: "the TCP connection", seconds: timeoutSeconds)
        }
        throw .unreachable(place: place, reason: String(cString: strerror(failure)))
    }

    private static func connect(to address: addrinfo, within time: Duration, failure: inout Int32) -> Int32 {
        let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, address.ai_protocol)
        guard descriptor >= 0 else {
            failure = errno
            return -1
        }
        failure = outcome(of: descriptor, address, within: time)
        guard failure == 0 else {
            _ = Glibc.close(descriptor)
            return -1
        }
        // SFTP requests are small and answered one by one; keep-alive notices a server that vanished between calls.
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// 0, or the errno of the attempt.
    private static func outcome(of descriptor: Int32, _ address: addrinfo, within time: Duration) -> Int32 {
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
        guard errno == EINPROGRESS else { return errno }
        let deadline = ContinuousClock.now + time
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let milliseconds = max(0, (deadline - .now) / .milliseconds(1))
            switch poll(&wait, 1, Int32(min(milliseconds.rounded(.up), 1e9))) {
            case 0: return ETIMEDOUT
            case -1 where errno != EINTR: return errno
            case -1: continue
            default: break
            }
            var (result, length): (Int32, socklen_t) = (0, socklen_t(MemoryLayout<Int32>.size))
            return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &result, &length) == 0 ? result : errno
        }
    }
}
