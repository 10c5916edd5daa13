import Testing

@testable import Jobs

@Suite("The name that was probably meant")
struct EditDistanceTests {
    @Test(
        "Distances",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("fecth", "fetch", 1),
            ("abc", "abc", 0),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(EditDistance.between(left, right) == expected)
        #expect(EditDistance.between(right, left) == expected)
    }

    @Test("Near is suggested, far is not, and the first of equals wins")
    func nearest() {
        #expect(EditDistance.nearest(to: "Schedul", among: ["name", "schedule"]) == "schedule")
        #expect(EditDistance.nearest(to: "xyz", among: ["name", "schedule"]) == nil)
        #expect(EditDistance.nearest(to: "ab", among: ["cd"]) == nil)
        #expect(EditDistance.nearest(to: "date", among: ["rate", "gate"]) == "gate")
        #expect(EditDistance.nearest(to: String(repeating: "a", count: 5000), among: ["aaa"]) == nil)
    }
}
