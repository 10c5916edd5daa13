/// What a lookup is for.
enum LookupSize {
    /// An answer that fits in the size the client allows.
    case ordinary
    /// More than a packet, and the client takes it: fragments.
    case fragmented
    /// Too large for the client over UDP.
    case truncated
}
