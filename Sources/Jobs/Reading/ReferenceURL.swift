/// Addresses of reference data.
public enum ReferenceURL {
    /// What comes unprotected over a network could be anybody's: `https://`, a file, or a server of this machine.
    public static func isTrusted(_ url: String) -> Bool {
        let prefixes = ["https://", "file:///", "http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        return prefixes.contains { url.hasPrefix($0) }
    }
}
