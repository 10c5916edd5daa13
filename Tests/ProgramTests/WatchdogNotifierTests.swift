import Testing

@testable import entradad

@Suite("signs of life")
struct WatchdogNotifierTests {
    @Test("a sign comes well before the service manager's patience ends, and without a watchdog none is proven")
    func pauses() {
        for (text, pause, isWatched) in [
            ("60000000", Duration.seconds(5), true), ("6000000", .seconds(2), true), (nil, .seconds(5), false),
            ("0", .seconds(5), false), ("soon", .seconds(5), false),
        ] as [(String?, Duration, Bool)] {
            let found = WatchdogNotifier.pause(watchdog: text)
            #expect(found.pause == pause && found.isWatched == isWatched, "\(text ?? "none")")
        }
    }
}
