/// Where the daemon is reached.
public enum ControlDestination: Sendable, Equatable {
    /// A unix socket on this machine.
    case socket(String)
    /// `http://host:port` or `https://…`, and the token to show there.
    case url(String, token: String)
    /// What was given is none; every call throws this.
    case nowhere(ControlError)

    /// As messages name it; never with the token.
    public var name: String {
        switch self {
        case .socket(let path): path
        case .url(let url, token: _): url
        case .nowhere: "nowhere"
        }
    }
}
