import Testing

@testable import Decode

@Suite("Hash of the tables that packets fill")
struct KeyedHashTests {
    /// Made with CPython 3.11, whose `hash` of bytes is SipHash-1-3, with the key zero (PYTHONHASHSEED=0).
    @Test func itIsSipHash13() {
        let hash = KeyedHash(0, 0)
        func words(_ base: UInt64) -> [UInt64] { (0..<5).map { base &+ $0 &* 0x1111_1111_1111_1111 } }
        for (base, three, five) in [
            (0, 0xE6A3_DB9E_F2FD_F510, 0x3D79_478B_72F0_DC33),
            (0x0123_4567_89AB_CDEF, 0x1A50_7142_2CF6_5951, 0xD809_9128_FFBD_417A),
        ] as [(UInt64, UInt64, UInt64)] {
            let words = words(base)
            #expect(hash(words[0], words[1], words[2]) == three)
            #expect(hash(words[0], words[1], words[2], words[3], words[4]) == five)
        }
    }

    /// Each of these halves once made the other one count for nothing, in one table or another.
    @Test(
        "no half of an address makes the other one count for nothing",
        arguments: [0, 0xE703_7ED1_A0B4_28DB, 0xA076_1D64_78BD_642F, 0x5899_65CC_7537_4CC3, 0x8EBC_6AF0_9C88_C6E3])
    func fixedPoints(half: UInt64) {
        let hash = KeyedHash()
        let (other, count) = (IPAddress(v4: 53), 2048)
        for makes in [
            { IPAddress(high: half, low: $0, version: 6) }, { IPAddress(high: $0, low: half, version: 6) },
        ] as [(UInt64) -> IPAddress] {
            let addresses = (0..<UInt64(count)).map(makes)
            // Of 2048 values in 4096 places 1612 are different on average, with a deviation of some 14.
            #expect(Set(addresses.map { hash($0) % 4096 }).count > 1500)
            for asClient in [true, false] {
                let places = addresses.map { address in
                    TransactionKey(
                        client: asClient ? address : other, server: asClient ? other : address, clientPort: 1,
                        serverPort: 53, transport: 17, id: 1
                    ).hash(hash) % 4096
                }
                #expect(Set(places).count > 1500)
            }
        }
    }

    @Test("another table has another key")
    func keys() {
        let address = IPAddress(v4: 0xC000_0201)
        #expect(Set((0..<100).map { _ in KeyedHash()(address) }).count == 100)
    }
}
