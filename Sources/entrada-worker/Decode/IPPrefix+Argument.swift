import ArgumentParser
import Decode

extension IPPrefix: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
