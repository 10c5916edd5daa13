/// What two sides of a connection have agreed upon, for people who look for a fault.
public struct ConnectionFacts: Sendable, Hashable {
    /// What the server calls itself: `SSH-2.0-OpenSSH_9.6`.
    public var software: String
    /// Of its host key, as `ssh-keygen -l` shows it: `SHA256:…`.
    public var fingerprint: String
    public var hostKeyAlgorithm: String
    public var keyExchange: String
    /// From us to the server; the other direction is negotiated apart and is the same in practice.
    public var cipher: String
    public var mac: String
    /// How we have proved who we are (RFC 4252).
    public var authentication: String

    public init(
        software: String, fingerprint: String, hostKeyAlgorithm: String, keyExchange: String, cipher: String,
        mac: String, authentication: String
    ) {
        self.software = software
        self.fingerprint = fingerprint
        self.hostKeyAlgorithm = hostKeyAlgorithm
        self.keyExchange = keyExchange
        self.cipher = cipher
        self.mac = mac
        self.authentication = authentication
    }
}
