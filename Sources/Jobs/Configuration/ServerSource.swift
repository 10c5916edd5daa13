/// How captures of a server come here.
public enum ServerSource: Hashable, Sendable {
    case sftp(SFTPSource)
    case local(LocalSource)
    /// Something else puts them into `captures/<server>/`.
    case pushed
}
