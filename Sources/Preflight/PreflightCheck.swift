/// One kind of thing that can be wrong. Pure: everything that it asks, it asks the scene.
protocol PreflightCheck: Sendable {
    func findings(_ scene: PreflightScene) -> [PreflightFinding]
}
