internal import Discretization
internal import ScaleBridge

/// The steady balance of forces across a channel.
///
/// The discrete balance fixes the stress of every face up to one constant,
///
///     σ_j = C − Σ_{0 < i ≤ j} f_i Δy,
///
/// and C follows from the difference of the wall speeds, Σ_j γ̇_j Δy = U₁ − U₀, which is zero in
/// a periodic channel. Definition.
struct ForceBalance {
  private let grid: UniformGrid

  /// The speed of the upper wall less that of the lower one, in [length/time].
  private let speedDifference: Double

  /// The velocity of the first node, or the mean velocity of a periodic channel.
  private let reference: Double

  /// Σ_{0 < i ≤ j} f_i Δy, shape [cells], in [pressure].
  private let accumulatedForce: [Double]

  /// Adds up the forcing of a channel from its first face.
  init(_ channel: Channel) {
    grid = channel.grid
    speedDifference = channel.wallSpeedDifference
    let initial = channel.initialVelocity
    reference =
      grid.isPeriodic ? initial.reduce(0, +) / Double(initial.count) : channel.boundaries.speeds[0]
    let spacing = grid.spacing
    var sum = 0.0
    accumulatedForce = channel.nodalForce.prefix(grid.cells).enumerated().map { node, force in
      if node > 0 { sum += force * spacing }
      return sum
    }
  }

  /// The shear rates and stresses in balance, shape [cells] each, where every face follows a model
  /// of its flow curve.
  ///
  /// The rates grow with the constant C on every face, so that one C fits. The search ends where
  /// the sum of the rates is as close to its target as rounding allows.
  ///
  /// - Throws: `MacroFailure` where no finite stress satisfies the balance.
  func solve(
    _ model: FaceModel
  ) throws(MacroFailure) -> (rates: [Double], stresses: [Double]) {
    let constant = try root { constant in
      var (excess, slope, size) = (-speedDifference / grid.spacing, 0.0, 0.0)
      for (face, force) in accumulatedForce.enumerated() {
        let rate = model.rate(onFace: face, atStress: constant - force)
        excess += rate
        size += rate.magnitude
        slope += 1 / model.tangent(onFace: face, atRate: rate)
      }
      return (excess.magnitude <= 1e-15 * size ? 0 : excess, slope)
    }
    let stresses = accumulatedForce.map { constant - $0 }
    let rates = stresses.enumerated().map { model.rate(onFace: $0.offset, atStress: $0.element) }
    return (rates, stresses)
  }

  /// The root of an increasing function by Newton's method inside a shrinking bracket.
  private func root(
    of excess: (Double) -> (value: Double, slope: Double)
  ) throws(MacroFailure) -> Double {
    var (lower, upper) = (-Double.infinity, Double.infinity)
    var constant = 0.0
    for _ in 0..<300 {
      let (value, slope) = excess(constant)
      guard value.isFinite, slope.isFinite, slope > 0 else { break }
      if value == 0 { return constant }
      if value > 0 { upper = min(upper, constant) } else { lower = max(lower, constant) }
      var next = constant - value / slope
      if next <= lower || next >= upper { next = (lower + upper) / 2 }
      guard next.isFinite else { break }
      if next == constant || upper <= lower { return constant }
      constant = next
    }
    throw MacroFailure(
      "the force balance of the channel has no finite solution for the measured flow curve. "
        + "A weaker driving or a better guess of the viscosity usually helps.")
  }

  /// How rates and stresses follow when the stresses of the faces are displaced at fixed rates.
  ///
  /// The balance stays as it is but for its constant. From η_t δγ̇ + a = δC and Σ δγ̇ = 0, for a displacement a, shape [cells].
  func response(
    to displacement: [Double], tangents: [Double]
  ) -> (rates: [Double], stress: Double) {
    let fluidities = tangents.map { 1 / $0 }
    let constant =
      zip(fluidities, displacement).reduce(0) { $0 + $1.0 * $1.1 } / fluidities.reduce(0, +)
    return (zip(fluidities, displacement).map { $0 * (constant - $1) }, constant)
  }

  /// The nodal velocities of shear rates on the faces, shape [nodes].
  func velocities(of rates: [Double]) -> [Double] {
    integrated(rates, from: reference, to: reference + speedDifference)
  }

  /// The nodal displacements of a displacement of the shear rates, shape [nodes].
  func displacements(of rates: [Double]) -> [Double] {
    integrated(rates, from: 0, to: 0)
  }

  /// Σ γ̇ Δy from the first node on; in a periodic channel displaced to the given mean.
  private func integrated(_ rates: [Double], from start: Double, to end: Double) -> [Double] {
    var sum = 0.0
    var values = [0.0]
    for rate in rates {
      sum += rate * grid.spacing
      values.append(sum)
    }
    guard grid.isPeriodic else {  // the sum closes up to rounding: the last node is a wall
      return values.dropLast().map { start + $0 } + [end]
    }
    values.removeLast()
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { start + $0 - mean }
  }
}
