internal import Discretization
internal import NumericalMethods
public import Tensors

extension HeatConduction {
  /// The mean temperature of the body.
  public var meanTemperature: UncertainValue {
    temperature.functional(body.volumes.map { $0 / body.volume })
  }

  /// The highest temperature at an unknown, and where it is.
  public var maximumTemperature: (value: UncertainValue, position: Vector3) {
    extreme { $0 > $1 }
  }

  /// The lowest temperature at an unknown, and where it is.
  public var minimumTemperature: (value: UncertainValue, position: Vector3) {
    extreme { $0 < $1 }
  }

  private func extreme(
    _ precedes: (Double, Double) -> Bool
  ) -> (value: UncertainValue, position: Vector3) {
    let values = temperature.values
    let place = values.indices.reduce(0) { precedes(values[$1], values[$0]) ? $1 : $0 }
    return (temperature[place], body.space.points[place])
  }

  /// The heat stored, ∫ c T, in [energy]; nil where no heat capacity was given.
  public var storedHeat: UncertainValue? {
    guard body.capacity.values.contains(where: { $0 != 0 }) else { return nil }
    return temperature.functional(
      body.capacity.applied(to: Array(repeating: 1, count: body.space.count)))
  }

  /// The power that leaves through each boundary with a condition, in the order of the conditions.
  ///
  /// The power through a held boundary is that which balances the equations of its unknowns, and
  /// adds up exactly with all others; in time it is the mean over the last step. Unknowns on
  /// several held boundaries are shared by the measure of the adjacent facets.
  ///
  /// - SeeAlso: Hughes *et al.*, *J. Comput. Phys.* **163**, 467 (2000),
  ///   <https://doi.org/10.1006/jcph.2000.6577>, on fluxes that finite elements conserve.
  public var heatFlows: [(boundary: String, power: UncertainValue)] {
    var total: [Int: Double] = [:]
    for surface in body.surfaces {
      guard case .held(let reach) = surface.condition else { continue }
      total.merge(reach) { $0 + $1 }
    }
    return body.surfaces.map { surface in
      switch surface.condition {
      case .held(let reach):
        var weights = Array(repeating: 0.0, count: body.space.count)
        for (unknown, measure) in reach { weights[unknown] = -measure / (total[unknown] ?? 1) }
        return (surface.name, reaction.functional(weights))
      case .heated(let power): return (surface.name, UncertainValue(-power, errors: []))
      case .exchanging(let weights, let gain):
        let loss = temperature.functional(weights)
        return (surface.name, UncertainValue(loss.value - gain, errors: loss.errors))
      }
    }
  }

  /// The power of all sources inside the body and of imposed fluxes and surroundings, in [power].
  public var suppliedPower: Double { body.supply.reduce(0, +) }

  /// The heat flux of every cell, the mean over its points, with the standard error of each
  /// component, shape [cells], in [heat flux].
  public var cellFluxes: [(flux: Vector3, standardError: Vector3)] {
    let points = body.points
    let temperatures = points.values(of: temperature.values)
    let gradients = points.gradients(of: temperature.values)
    let fluxes = model.fluxes(temperatures, gradients)
    let conductivities = model.conductivities(temperatures)
    let transports = model.transports(temperatures, gradients)
    var variances = [Vector3](repeating: .zero, count: points.unknowns.count)
    var touches = answers.map { Dictionary(zip($0.sources, $0.touches)) { first, _ in first } }
    func add(_ change: [Vector3]) {
      for (cell, mean) in cellMeans(change).enumerated() { variances[cell] += mean * mean }
    }
    for (source, row) in zip(temperature.sources, temperature.sensitivities) {
      let (values, slopes) = (points.values(of: row), points.gradients(of: row))
      var change = points.points.indices.map {
        -(conductivities[$0] * slopes[$0]) - values[$0] * transports[$0]
      }
      for touch in touches?.removeValue(forKey: source) ?? [] {
        change[touch.point] += touch.amplitude
      }
      add(change)
    }
    // Errors beside held boundaries may move a flux and no temperature.
    for touched in (touches ?? [:]).values {
      var change = [Vector3](repeating: .zero, count: points.count)
      for touch in touched { change[touch.point] += touch.amplitude }
      add(change)
    }
    return zip(cellMeans(fluxes), variances).map { ($0, $1.squareRoot()) }
  }

  private func cellMeans(_ values: [Vector3]) -> [Vector3] {
    let points = body.points
    var sums = [Vector3](repeating: .zero, count: points.unknowns.count)
    var measures = Array(repeating: 0.0, count: points.unknowns.count)
    for (point, cell) in points.cells.enumerated() {
      sums[cell] += points.weights[point] * values[point]
      measures[cell] += points.weights[point]
    }
    return zip(sums, measures).map { $0 / $1 }
  }

  /// The power that crosses the cut between unknowns inside and outside a part of the body, out of
  /// the part: −∫ J·∇χ with χ = 1 at the unknowns inside and 0 at the others.
  ///
  /// In a steady state without sources inside it is the same for every cut around the same
  /// boundary, to the tolerance of the solver.
  public func heatFlow(outOf part: (Vector3) -> Bool) -> Double {
    let points = body.points
    let balance = points.balance(
      of: model.fluxes(
        points.values(of: temperature.values), points.gradients(of: temperature.values)))
    return -zip(balance, body.space.points).reduce(0) { part($1.1) ? $0 + $1.0 : $0 }
  }
}
