/// Whose crontab it is. There is none without a home directory: cron gives each command `HOME`, and a command without it
/// that says `rm -rf $HOME/old` means `/old`.
public struct CrontabOwner: Hashable, Sendable {
    public let name: String
    /// An absolute path.
    public let home: String

    /// - Returns: `nil` if the name is empty, or the home directory is no absolute path.
    public init?(name: String, home: String) {
        guard !name.isEmpty, home.hasPrefix("/") else { return nil }
        self.name = name
        self.home = home
    }
}
