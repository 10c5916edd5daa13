public import Control
public import ServiceLifecycle

extension ControlServer: Service {}

extension PagesServer: Service {}

extension RemoteControlServer: Service {}
