/// Numbers of a block, in the byte order of its section.
struct CaptureFields: BitwiseCopyable {
    var bytes: Bytes
    /// Whether the section is little-endian.
    var isLittle: Bool

    @inline(__always) func u16(_ offset: Int) -> UInt16 {
        isLittle ? bytes.u16(offset).byteSwapped : bytes.u16(offset)
    }

    @inline(__always) func u32(_ offset: Int) -> UInt32 {
        isLittle ? bytes.u32(offset).byteSwapped : bytes.u32(offset)
    }

    @inline(__always) func u64(_ offset: Int) -> UInt64 {
        isLittle ? bytes.u64(offset).byteSwapped : bytes.u64(offset)
    }
}
