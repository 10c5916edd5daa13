import Control
import Jobs

extension LiveKind {
    init(_ kind: JobKind) {
        self.init(
            name: kind.rawValue, summary: kind.summary, effect: kind.traits.effect.rawValue,
            items: kind.traits.items.map(\.rawValue).sorted())
    }
}
