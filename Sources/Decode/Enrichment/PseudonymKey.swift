import Crypto
import CryptoExtras
import FoundationEssentials

/// The secret of pseudonyms for addresses.
///
/// Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-Preserving IP Address Anonymization", ICNP 2002): each bit is flipped or not
/// by a bit that AES-128 makes of all bits before it. So two addresses have as long a prefix in common after as before,
/// each address has one pseudonym and each pseudonym one address. IPv6 is the same over 128 bits.
///
/// Text and mirror have nothing of the key.
public struct PseudonymKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Bytes of a key: sixteen for AES, sixteen of which the padding is made.
    public static let byteCount = 32

    private let key: SymmetricKey
    /// Stands for the bits of an address that are not looked at yet.
    private let pad: UInt128

    /// - Throws: there are not 32 bytes.
    public init(_ bytes: some Collection<UInt8>) throws(PseudonymKeyError) {
        guard bytes.count == Self.byteCount else {
            throw PseudonymKeyError(description: "a key has \(Self.byteCount) bytes, not \(bytes.count)")
        }
        key = SymmetricKey(data: Array(bytes.prefix(16)))
        var block = Array(bytes.suffix(16))
        do { try AES.permute(&block, key: key) } catch {
            throw PseudonymKeyError(description: "AES refuses the key: \(error)")
        }
        pad = block.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// - Throws: these are not 64 hexadecimal digits.
    public init(hex: some StringProtocol) throws(PseudonymKeyError) {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == hex.utf8.count, digits.count == 2 * Self.byteCount else {
            throw PseudonymKeyError(
                description: "a key in hexadecimal has \(2 * Self.byteCount) digits and nothing else")
        }
        try self.init((0..<Self.byteCount).map { UInt8(digits[2 * $0] << 4 | digits[2 * $0 + 1]) })
    }

    /// Takes what a key file holds: 32 bytes, or 64 hexadecimal digits, before a line end or not.
    ///
    /// - Throws: it is neither.
    public init(fileContent bytes: some Collection<UInt8>) throws(PseudonymKeyError) {
        if bytes.count == Self.byteCount {
            try self.init(bytes)
            return
        }
        let digits = bytes.reversed().drop { $0 <= 0x20 }.reversed()
        do throws(PseudonymKeyError) { try self.init(hex: String(decoding: digits, as: UTF8.self)) } catch {
            throw PseudonymKeyError(
                description: "\(bytes.count) bytes; a key has \(Self.byteCount) bytes, or \(2 * Self.byteCount) "
                    + "hexadecimal digits")
        }
    }

    /// The pseudonym of an address.
    func pseudonym(of address: IPAddress) -> IPAddress {
        let width = address.width
        let bits =
            address.version == 4 ? UInt128(address.low) << 96 : UInt128(address.high) << 64 | UInt128(address.low)
        // Block n begins with the first n bits of the address.
        var blocks: [UInt8] = []
        blocks.reserveCapacity((width + 1) * 16)
        for position in 0..<width {
            let mask = UInt128.max >> UInt128(position)
            withUnsafeBytes(of: (bits & ~mask | pad & mask).bigEndian) { blocks.append(contentsOf: $0) }
        }
        blocks.append(contentsOf: repeatElement(0, count: 16))
        let enciphered = encipheredAndMixed(blocks)
        var flips: UInt128 = 0
        for position in 0..<width {
            let top = enciphered[position * 16] ^ blocks[position * 16 + 16]
            flips |= UInt128(top >> 7) << UInt128(127 - position)
        }
        let result = bits ^ flips
        if address.version == 4 { return IPAddress(v4: UInt32(truncatingIfNeeded: result >> 96)) }
        return IPAddress(
            high: UInt64(truncatingIfNeeded: result >> 64), low: UInt64(truncatingIfNeeded: result), version: 6)
    }

    /// Each block enciphered by itself, XOR the block behind it; the last block only ends the others.
    ///
    /// That is what CFB deciphers (NIST SP 800-38A 6.3), and so one call does them all with one key schedule.
    private func encipheredAndMixed(_ blocks: [UInt8]) -> Data {
        do {
            return try AES._CFB.decrypt(blocks[16...], using: key, iv: AES._CFB.IV(ivBytes: blocks[..<16]))
        } catch { preconditionFailure("AES with sizes that are right: \(error)") }
    }

    public var description: String { "PseudonymKey" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// A key that is none. The message never has a part of it.
public struct PseudonymKeyError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
}

/// What becomes of client addresses before they are written; lookups see the real one.
public enum AddressPrivacy: Sendable, Equatable {
    case keep
    /// Only so many leading bits are written.
    case truncate(v4Bits: Int, v6Bits: Int)
    /// Another address is written for each: equal prefixes stay equal, and only who has the key finds the real one.
    case pseudonymise(key: PseudonymKey)
    case drop

    /// How many leading bits of an address of a version are written.
    func keptBits(_ version: UInt8) -> Int {
        let width = version == 4 ? 32 : 128
        switch self {
        case .keep, .pseudonymise: return width
        case .drop: return 0
        case .truncate(let v4Bits, let v6Bits): return max(0, min(width, version == 4 ? v4Bits : v6Bits))
        }
    }

    /// The address that is written; `nil`: none.
    func apply(_ address: IPAddress) -> IPAddress? {
        switch self {
        case .keep: address
        case .drop: nil
        case .truncate: address.masked(keptBits(address.version))
        case .pseudonymise(let key): key.pseudonym(of: address)
        }
    }
}
