/// An address that takes messages as JSON by POST.
public struct Webhook: Hashable, Sendable {
    public enum Address: Hashable, Sendable {
        case url(String)
        /// The address itself is a secret, as it is with most chat services.
        case secret(SecretReference)
    }

    public var address: Address
    /// The header that has the secret.
    public var header: String
    /// The header's whole value, such as `Bearer …`.
    public var secret: SecretReference?

    public init(address: Address, header: String = "Authorization", secret: SecretReference? = nil) {
        self.address = address
        self.header = header
        self.secret = secret
    }
}

extension Webhook {
    /// Messages and their secret go over `https://`, or to this machine.
    public static func isTrusted(_ url: String) -> Bool { ReferenceURL.isTrusted(url) && !url.hasPrefix("file:") }
}
