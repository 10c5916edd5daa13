public import Control
public import ServiceLifecycle

extension ControlServer: Service {}
