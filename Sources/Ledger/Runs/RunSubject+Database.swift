public import GRDB
public import Model

extension RunSubject: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> RunSubject? {
        String.fromDatabaseValue(value).map { RunSubject($0) }
    }
}

extension RunCause: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> RunCause? {
        String.fromDatabaseValue(value).map { RunCause($0) }
    }
}

extension RunOutcome: DatabaseValueConvertible {}

extension Database {
    /// What statements may ask of a subject: `subject_capture(runs.subject)` is the capture that a run works on, and
    /// `subject_state_server(runs.subject)` the server of a decoder's state; NULL for other subjects.
    func addSubjectFunctions() {
        add(
            function: DatabaseFunction("subject_capture", argumentCount: 1, pure: true) { values in
                values.first.flatMap { RunSubject.fromDatabaseValue($0) }?.capture
            })
        add(
            function: DatabaseFunction("subject_state_server", argumentCount: 1, pure: true) { values in
                guard case .state(let server, _) = values.first.flatMap({ RunSubject.fromDatabaseValue($0) }) else {
                    return nil
                }
                return server
            })
    }
}
