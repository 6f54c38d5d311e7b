public import Continuum
internal import Discretization
internal import MolecularDynamics
internal import Multiscale
public import ScaleBridge
internal import Statistics
internal import Tensors

/// The temperature of a slab found twice, from small boxes and from one long one, in macroscopic
/// units, from the hottest plane to the coldest.
public struct SlabProfiles: Sendable {
  /// One of the slabs of equal thickness.
  public struct Place: Sendable {
    /// Its middle, in [length].
    public let x: Double
    /// The mean temperature that the multiscale run found, in [temperature].
    public let multiscale: UncertainValue
    /// That of full molecular dynamics, in [temperature].
    public let direct: UncertainValue
    /// The density in full molecular dynamics with its standard error, in [mass/length³].
    public let density: (value: Double, standardError: Double)

    /// Creates a slab.
    public init(
      x: Double, multiscale: UncertainValue, direct: UncertainValue,
      density: (value: Double, standardError: Double)
    ) {
      (self.x, self.density) = (x, density)
      (self.multiscale, self.direct) = (multiscale, direct)
    }

    /// The difference of the temperatures in units of its standard error.
    public var distance: Double {
      let (one, other) = (multiscale.standardError, direct.standardError)
      return (multiscale.value - direct.value) / (one * one + other * other).squareRoot()
    }

    /// Whether the temperatures differ by less than the half-width of the difference.
    public var agrees: Bool {
      let (one, other) = (multiscale.halfWidth, direct.halfWidth)
      return (multiscale.value - direct.value).magnitude
        <= (one * one + other * other).squareRoot()
    }
  }

  /// The slabs.
  public let places: [Place]

  /// The pressure along the long box, in [pressure].
  public let pressure: (value: Double, standardError: Double)

  /// The source that held the mean temperature of the long box over the amplitude of the wave, with
  /// its standard error: zero but for errors of integration.
  public let hold: (value: Double, standardError: Double)

  /// The particles of the long box.
  public let particles: Int

  /// Whether the direct simulation converged, was stationary and ergodic.
  public let verdict: Verdict

  /// What the direct simulation cost.
  public let cost: Cost

  /// The share of its time in which the wave of temperature settled.
  private let settlingShare: Double

  /// Puts profiles together.
  ///
  /// - Parameters:
  ///   - pressure: along the long box, with its standard error.
  ///   - hold: the source that held the mean temperature over the wave's, with its standard error.
  ///   - settlingShare: of the time of the long box.
  public init(
    _ places: [Place], pressure: (value: Double, standardError: Double),
    hold: (value: Double, standardError: Double), particles: Int, settlingShare: Double,
    verdict: Verdict, cost: Cost
  ) {
    (self.places, self.particles, self.settlingShare) = (places, particles, settlingShare)
    (self.pressure, self.hold) = (pressure, hold)
    (self.verdict, self.cost) = (verdict, cost)
  }

  init(
    conduction: HeatConduction, direct: Estimate<HeatedSlab.Response>,
    record: SampledRecord, particles: Int, source: Double, units: DeckUnits
  ) {
    let companions = record.estimate
    let xs = conduction.body.space.mesh.nodes.map(\.x)
    let line = (xs.min() ?? 0)...(xs.max() ?? 1)
    let (start, length) = (line.lowerBound, line.upperBound - line.lowerBound)
    let count = HeatedSlab.Response.count
    let half = length / Double(4 * count)
    let temperature = units.micro.factor(to: units.macro, for: .temperature)
    func companion(_ index: Int, _ factor: Double) -> (value: Double, standardError: Double) {
      guard let companions else { return (.nan, .infinity) }
      return (
        factor * companions.mean[count + index], factor * companions.standardErrors[count + index]
      )
    }
    let places = HeatedSlab.Response.places.enumerated().map { index, place in
      let (near, far) = (start + place * length, start + (1 - place) * length)
      return Place(
        x: near,
        multiscale: conduction.meanTemperature(
          over: [(near - half)...(near + half), (far - half)...(far + half)], ofPeriodic: line),
        direct: UncertainValue(
          temperature * direct.value.components[index],
          errors: direct.errors.map {
            SamplingError(
              source: $0.source, amplitude: temperature * $0.amplitude.components[index])
          }),
        density: companion(index, units.micro.factor(to: units.macro, for: .density)))
    }
    let rows = record.series.map(\.count).max() ?? 1
    self.init(
      places, pressure: companion(count, units.micro.factor(to: units.macro, for: .pressure)),
      hold: companion(count + 1, 1 / source), particles: particles,
      settlingShare: Double(record.discardedRows) / Double(max(1, rows)), verdict: direct.verdict,
      cost: direct.cost)
  }

  /// The largest distance between the two temperatures of a slab, in standard errors.
  public var largestDistance: Double { places.map(\.distance.magnitude).max() ?? 0 }

  /// How many slabs agree within the combined 95 % intervals.
  public var agreeing: Int { places.count(where: \.agrees) }

  /// The particle steps that the direct simulation would take for temperatures as precise as those of
  /// the multiscale run, in a slab so many times as long of the same cross-section and span of
  /// temperatures.
  ///
  /// The mean square error falls with the time. As many times more particles need as many times less
  /// averaging, but the wave is slower by the square, and has to settle before.
  public func predictedCost(ofLength factor: Double) -> Double {
    func square(_ value: UncertainValue) -> Double { value.standardError * value.standardError }
    let direct = places.reduce(0) { $0 + square($1.direct) }
    let multiscale = places.reduce(0) { $0 + square($1.multiscale) }
    let precision = multiscale > 0 ? direct / multiscale : 1
    let growth =
      factor * factor * ((1 - settlingShare) * precision + settlingShare * factor)
    return growth * Double(cost.particleSteps)
  }
}
