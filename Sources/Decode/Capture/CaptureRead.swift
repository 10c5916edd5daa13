/// What asking a capture file for its next packet gave.
enum CaptureRead {
    case packet
    case end
    /// A capture of the other format begins here, as after `cat`.
    case otherFormat
    /// The last record is cut off.
    case cut(String)
    /// The compressed data is damaged.
    case damaged(String)
    /// A record says what cannot be; where the next one begins is not known.
    case damagedRecord(String)
    /// The file could not be read on; trying again may help.
    case unreadable(String)
}
