public import Tables

/// How captures are decoded.
public struct DecodeOptions: Sendable {
    /// Goes into the column `server` of each row.
    public var server: String
    /// Anycast site, into `server_location`.
    public var site: String?
    /// UDP and TCP ports on which DNS is spoken.
    public var ports: Set<UInt16> = [53]
    /// How long a query waits for its answer on the capture's clock.
    public var queryTimeoutMicroseconds: Int64 = 5_000_000
    /// Queries that wait at the same time; beyond, the oldest goes out as unanswered.
    public var maximumWaiting = 500_000
    /// Days that are open at the same time; a row of yet another goes to the first one and is counted.
    public var maximumDaySpan = 3
    public var privacy = AddressPrivacy.keep
    /// Rows of days before this one are written without client addresses, whatever `privacy` says.
    public var dropsAddressesBefore: Day?
    /// Rows of a batch.
    public var batchCapacity = 32_768
    public var bounds = DecodeBounds()

    public init(server: String, site: String? = nil) {
        self.server = server
        self.site = site
    }

    /// The policy for rows of a day.
    func privacy(on day: Day) -> AddressPrivacy {
        if let limit = dropsAddressesBefore, day < limit { return .drop }
        return privacy
    }
}
