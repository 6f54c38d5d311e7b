internal import Discretization

/// Quantities derived from the velocity and the shear stress, with their errors.
extension ChannelFlow {
  /// The flow rate per width ∫ u dy, in [length²/time].
  ///
  /// By a rule that is exact for parabolas and cubics between walls.
  public var flowRatePerWidth: UncertainValue {
    velocity.functional(channel.grid.quadratureWeights)
  }

  /// The flow rate per cross-section, in [length/time].
  public var meanVelocity: UncertainValue {
    flowRatePerWidth.scaled(by: 1 / channel.grid.length)
  }

  /// The shear stress σ_xy at y = 0 and y = H, in [pressure]; nil without walls.
  ///
  /// From the balance of the half cell at the wall, whose fluid is not accelerated.
  public var wallStresses: (lower: UncertainValue, upper: UncertainValue)? {
    guard !channel.grid.isPeriodic else { return nil }
    let (last, spacing, force) = (channel.grid.cells - 1, channel.grid.spacing, channel.nodalForce)
    func extrapolated(_ face: Int, by change: Double) -> UncertainValue {
      let value = shearStress[face]
      return UncertainValue(value.value + change, errors: value.errors)
    }
    return (
      extrapolated(0, by: force[0] * spacing / 2),
      extrapolated(last, by: -force[last + 1] * spacing / 2)
    )
  }

  /// The largest velocity in magnitude, in [length/time], at the vertex of the parabola through
  /// the fastest node and its neighbours.
  ///
  /// The position of the vertex is held when the errors are propagated: to first order a maximum
  /// does not depend on where it is taken. Noise makes the fastest of many nodes appear a little faster than it is.
  public var maximumVelocity: UncertainValue {
    let values = velocity.values
    let fastest = values.indices.max { values[$0].magnitude < values[$1].magnitude } ?? 0
    var weights = Array(repeating: 0.0, count: values.count)
    guard !channel.grid.isHeld(fastest) else {
      weights[fastest] = 1
      return velocity.functional(weights)
    }
    let (before, after) = (
      (fastest + values.count - 1) % values.count, (fastest + 1) % values.count
    )
    let curvature = values[after] - 2 * values[fastest] + values[before]
    let slope = (values[after] - values[before]) / 2
    let vertex = curvature == 0 ? 0 : -slope / curvature
    weights[before] = vertex * (vertex - 1) / 2
    weights[fastest] = 1 - vertex * vertex
    weights[after] = vertex * (vertex + 1) / 2
    return velocity.functional(weights)
  }
}

extension UncertainField {
  /// The index of the first entry that is not finite.
  var firstNonFinite: Int? {
    values.indices.first { index in
      !values[index].isFinite || sensitivities.contains { !$0[index].isFinite }
    }
  }
}
