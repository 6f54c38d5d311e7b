internal import FileFormats
internal import MolecularDynamics
internal import ScaleBridge

extension TransportCoefficients.Quantity {
  /// Value, standard error and half the width of the 95 % interval.
  var json: JSONValue {
    .object([
      "value": .number(value), "standardError": .number(standardError),
      "halfWidth95": .number(halfWidth),
    ])
  }
}

extension Cost {
  /// What a measurement has cost.
  ///
  /// - Parameter wallTime: how long it took, in [s].
  func json(wallTime: Double) -> JSONValue {
    .object([
      "steps": .integer("\(steps)"), "particleSteps": .integer("\(particleSteps)"),
      "seconds": .number(wallTime), "processorSeconds": .number(seconds),
    ])
  }
}
