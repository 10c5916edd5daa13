import ArgumentParser

/// Names of states as arguments: several with commas.
enum StateNames {
    static func parse<State: RawRepresentable & CaseIterable>(
        _ text: String?, _ type: State.Type
    ) throws -> [State] where State.RawValue == String {
        try (text ?? "").split(separator: ",").map { name in
            guard let state = State(rawValue: String(name)) else {
                let known = State.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(name): no such state; states are \(known)")
            }
            return state
        }
    }
}
