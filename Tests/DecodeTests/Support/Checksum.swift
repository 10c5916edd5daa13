import Crypto

/// The checksum at the end of a decoder's state.
enum Checksum {
    static func appended(_ body: [UInt8]) -> [UInt8] { body + Array(SHA256.hash(data: body)) }
}
