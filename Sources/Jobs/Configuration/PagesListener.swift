/// Where the web pages are served.
public struct PagesListener: Hashable, Sendable {
    public var isEnabled: Bool
    /// A loopback address, unless `allow_remote` was set.
    public var host: String
    /// TCP; 0 takes a free one.
    public var port: Int
    /// Pages and metrics are for those who show a token.
    public var needsToken: Bool

    public init(
        isEnabled: Bool = true, host: String = "127.0.0.1", port: Int = 8053, needsToken: Bool = false
    ) {
        self.isEnabled = isEnabled
        self.host = host
        self.port = port
        self.needsToken = needsToken
    }
}

extension PagesListener {
    /// Whether only this machine can reach the pages.
    public var isLoopback: Bool { ListenAddress(host: host, port: port).isLoopback }
}

/// A TCP address to listen on.
public struct ListenAddress: Hashable, Sendable {
    public var host: String
    /// 0 takes a free one.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:8054` or `[::1]:8054`; nil for anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        if host.isEmpty { return nil }
        self.init(host: String(host), port: Int(port))
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || host == "::1"
            || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
    }
}

/// Where `entradactl` reaches the daemon, and who may use it.
public struct ControlSocket: Hashable, Sendable {
    /// The unix socket.
    public var path: String
    /// Members may start, stop and change; nil is root and the daemon's own user only.
    public var operatorGroup: String?
    /// Members may look.
    public var readerGroup: String?
    /// Where the same is had over TCP, by who shows a token; `nil`: nowhere.
    public var listen: ListenAddress?

    public init(
        path: String = "/run/entrada/control.sock", operatorGroup: String? = nil, readerGroup: String? = nil,
        listen: ListenAddress? = nil
    ) {
        self.path = path
        self.operatorGroup = operatorGroup
        self.readerGroup = readerGroup
        self.listen = listen
    }
}
