/// The `[parameters]` of a job, of the type that its kind declares.
public struct JobParameters: Sendable {
    public let value: any KindParameters

    public init(_ value: any KindParameters) { self.value = value }

    /// The parameters as those of one kind; `nil`: the job is of another one.
    public func `as`<Parameters: KindParameters>(_ type: Parameters.Type) -> Parameters? { value as? Parameters }
}

extension JobParameters: Hashable, CustomStringConvertible {
    public static func == (first: JobParameters, second: JobParameters) -> Bool { first.value.equals(second.value) }
    public func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    public var description: String { "\(value)" }
}

extension KindParameters {
    fileprivate func equals(_ other: any KindParameters) -> Bool { (other as? Self) == self }
}
