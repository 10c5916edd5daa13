/// Where a column's value comes from.
public enum ColumnOrigin: String, Sendable {
    /// The request.
    case request = "Q"
    /// The response.
    case response = "R"
    /// The request, else the response with source and destination swapped (so that `ip_src` is always the client).
    case requestElseResponse = "Q→R"
    /// The response, else the request.
    case responseElseRequest = "R⇒Q"
    /// Both halves.
    case both = "Q+R"
    /// The question section of either half.
    case question
    /// The packet (ICMP) or the flow record.
    case packet
    /// What we know about the capture and the row itself.
    case metadata = "M"
}
