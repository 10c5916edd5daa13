import Foundation
import Model

/// A line on the standard input of `entrada-worker decode --orders`: the next capture, or that there is none any more.
public struct DecodeOrder: Codable, Sendable, Equatable {
    /// A capture and where what is made of it goes; all paths are absolute.
    public struct Capture: Codable, Sendable, Equatable {
        public var id: Int64
        public var path: String
        /// Directory for its files.
        public var out: String
        /// Gets what waits at its end.
        public var state_out: String
        /// The run, for the metadata of the files.
        public var run: Int64?
        /// What the capture before it has left is not continued, but what that one had taken over: its content has been
        /// decoded before.
        public var drops_last: Bool

        public init(
            id: Int64, path: String, out: String, state_out: String, run: Int64? = nil, drops_last: Bool = false
        ) {
            self.id = id
            self.path = path
            self.out = out
            self.state_out = state_out
            self.run = run
            self.drops_last = drops_last
        }
    }

    /// `nil`: the worker may end.
    public var capture: Capture?

    public init(capture: Capture?) { self.capture = capture }

    /// Reads one line.
    ///
    /// - Throws: it is no order.
    public init(line: some StringProtocol) throws {
        self = try JSONDecoder().decode(DecodeOrder.self, from: Data(line.utf8))
    }

    /// The line, without its newline.
    public func line() throws -> String {
        return try JSONEncoder.stable().text(self)
    }
}
