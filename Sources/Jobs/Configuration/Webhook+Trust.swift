extension Webhook {
    /// Messages and their secret go over `https://`, or to this machine.
    public static func isTrusted(_ url: String) -> Bool { ReferenceURL.isTrusted(url) && !url.hasPrefix("file:") }
}
