import Simulate
import Testing

@Suite struct DeterminismTests {
    @Test func compiles() { #expect(DNSTrafficOptions().files == 1) }
}
