/// A packet as a capture would hold it.
public struct FuzzPacket {
    public var bytes: [UInt8]
    public var microseconds: Int64
    public var wireLength: Int
    public var linkType: Int32

    /// - Parameter linkType: LINKTYPE_RAW when it is not said.
    public init(_ bytes: [UInt8], at microseconds: Int64, wireLength: Int? = nil, linkType: Int32 = 101) {
        self.bytes = bytes
        self.microseconds = microseconds
        self.wireLength = wireLength ?? bytes.count
        self.linkType = linkType
    }
}
