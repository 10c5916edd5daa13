/// What a program of the operator's may use. Nil sets no limit.
public struct CommandLimits: Hashable, Sendable {
    /// Bytes of memory that are its own (heap, stacks, private mappings); also what it reserves of `worker_memory`.
    public var memory: Int64?
    /// Processor time; then it is killed.
    public var cpuTime: Duration?
    /// Open files.
    public var openFiles: Int?
    /// 0…19: how much it gives way to others.
    public var nice: Int?

    public init(memory: Int64? = nil, cpuTime: Duration? = nil, openFiles: Int? = nil, nice: Int? = nil) {
        self.memory = memory
        self.cpuTime = cpuTime
        self.openFiles = openFiles
        self.nice = nice
    }
}
