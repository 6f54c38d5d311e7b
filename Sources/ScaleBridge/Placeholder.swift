// ScaleBridge
