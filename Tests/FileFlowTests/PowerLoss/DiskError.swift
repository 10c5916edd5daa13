/// Why an operation on a simulated disk was refused.
struct DiskError: Error {
    var code: Int32
}
