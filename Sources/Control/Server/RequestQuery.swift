import Hummingbird

/// The parameters of a request, read strictly.
struct RequestQuery {
    private let request: Request

    init(_ request: Request) { self.request = request }

    /// A parameter; nil when it is absent or empty.
    subscript(name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    }

    func integer<Number: FixedWidthInteger>(_ name: String) throws(ControlError) -> Number? {
        guard let text = self[name] else { return nil }
        guard let number = Number(text) else { throw ControlError(.usage, "\(name)=\(text): is not a number") }
        return number
    }

    func required<Number: FixedWidthInteger>(_ name: String) throws(ControlError) -> Number {
        guard let number: Number = try integer(name) else { throw ControlError(.usage, "\(name) is missing") }
        return number
    }

    /// `state=a,b`.
    func states<State: RawRepresentable & CaseIterable>(
        _ type: State.Type
    ) throws(ControlError) -> [State] where State.RawValue == String {
        guard let text = self["state"] else { return [] }
        var states: [State] = []
        for name in text.split(separator: ",") {
            guard let state = State(rawValue: String(name)) else {
                let known = State.allCases.map(\.rawValue).joined(separator: ", ")
                throw ControlError(.usage, "\(name): no such state; states are \(known)")
            }
            states.append(state)
        }
        return states
    }
}
