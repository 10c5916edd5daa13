extension Int64 {
    /// Division that rounds towards minus infinity, so that times before 1970 fall into the right day.
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
