/// What is wrong with a row that was given out.
public struct RowFault: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }

    static func unless(_ isRight: Bool, _ description: @autoclosure () -> String) throws(RowFault) {
        if !isRight { throw RowFault(description()) }
    }
}
