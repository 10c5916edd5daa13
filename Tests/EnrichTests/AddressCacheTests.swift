import Testing

@testable import Decode

@Suite struct AddressCacheTests {
    @Test func fullSetLosesWhatWasNotAskedFor() {
        // One set: all addresses collide.
        var cache = AddressCache(capacity: 4)
        #expect(cache.capacity == 4)
        for host in 1...4 as ClosedRange<UInt32> {
            #expect(cache.find(IPAddress(v4: host)) == nil)
            cache.add(IPAddress(v4: host), host)
        }
        for host in [1, 2, 4] as [UInt32] { #expect(cache.find(IPAddress(v4: host)) == host) }
        cache.add(IPAddress(v4: 5), 5)
        #expect(cache.find(IPAddress(v4: 3)) == nil)
        for host in [1, 2, 4, 5] as [UInt32] { #expect(cache.find(IPAddress(v4: host)) == host) }
        // All were asked for: one goes all the same.
        cache.add(IPAddress(v4: 6), 6)
        #expect(cache.find(IPAddress(v4: 6)) == 6)
        #expect((1...6).count { cache.find(IPAddress(v4: $0)) != nil } == 4)
        cache.removeAll()
        #expect((0...6).allSatisfy { cache.find(IPAddress(v4: $0)) == nil })
    }

    @Test func familiesAreApart() {
        var cache = AddressCache(capacity: 100)
        #expect(cache.capacity == 128)
        #expect(cache.find(IPAddress(v4: 0)) == nil)
        cache.add(IPAddress(v4: 7), 4)
        #expect(cache.find(IPAddress(high: 0, low: 7, version: 6)) == nil)
        cache.add(IPAddress(high: 0, low: 7, version: 6), 6)
        #expect(cache.find(IPAddress(v4: 7)) == 4)
        #expect(cache.find(IPAddress(high: 0, low: 7, version: 6)) == 6)
    }
}
