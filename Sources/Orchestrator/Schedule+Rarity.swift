import Foundation
import Scheduling

extension Schedule {
    /// Less often than every minute: worth an event for each skipped fire.
    var firesRarely: Bool {
        switch self {
        case .every(let interval, phase: _): interval >= .seconds(60)
        case .cron, .reboot: true
        case .none: false
        }
    }
}
