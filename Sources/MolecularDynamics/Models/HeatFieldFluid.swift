internal import Foundation
public import NumericalMethods
public import ScaleBridge
public import Tensors

/// Boxes of particles under imposed heat fields: the thermal conductivity from a driven heat current.
///
/// A stretch begins where a box at rest has come to since the last one. From that state on the box is
/// driven by every field and by its opposite (`HeatFieldTrajectory`); after a time to settle, half the
/// difference of the two currents is averaged. Whatever is even in the field (the chance of the start, heat
/// that a broken symmetry would let flow at rest) drops out. Stretches take the three axes in turn.
///
/// The current must be odd in the field, so that the conductivity at a field F is λ(F) = λ + c F² + …; all
/// fields together are extrapolated to none. In large boxes and strong fields the current has another way
/// than conduction, a travelling shock wave, and rises steeply. The longest wave of the density that fits the
/// box tells: it is watched at rest and in every field, and one that moves more than a third of the particles
/// ends the trajectory with a failure.
///
/// - SeeAlso: Evans, *Phys. Lett. A* **91**, 457 (1982),
///   <https://doi.org/10.1016/0375-9601(82)90748-4>; Hansen & Evans, *Mol. Phys.* **81**, 767 (1994),
///   <https://doi.org/10.1080/00268979400100511>, on the shock wave, in 896 particles and more.
public struct HeatFieldFluid: StretchModel {
  /// The box: what it is made of and how it is melted.
  public private(set) var fluid: ShearedFluid

  /// The strengths of the fields, increasing, in [1/length].
  public let fields: [Double]

  /// The fields over the strongest.
  private static let shares = [0.5, 0.75, 1]

  /// The runs that a stretch consists of: one in every field and one in its opposite.
  public static let runsPerStretch = 2 * shares.count

  /// The time over which the current in a field is averaged, in [time].
  public let stretchTime: Double

  /// The time that a box has to settle in a field, in [time].
  public let settlingTime: Double

  /// The time at rest between two starts, in [time].
  public let restTime: Double

  /// A strongest field that suits simple liquids: 0.2 in reduced units, less in boxes with an edge of more than ten,
  /// where stronger ones drive waves. At the triple point none were seen up to a product of 2.5, and one at 3.5.
  public static func usualField(in fluid: ShearedFluid) -> Double {
    min(0.2, 2 / cbrt(fluid.settings.volume))
  }

  /// Creates a model.
  ///
  /// - Parameters:
  ///   - strongest: the strongest field; half of it and three quarters are taken besides.
  ///   - settlingTime: a tenth of the time of a stretch unless this says otherwise.
  /// - Throws: `ParameterError` unless all are finite and positive.
  public init(
    _ fluid: ShearedFluid, strongest: Double, stretchTime: Double = 50, settlingTime: Double? = nil,
    restTime: Double = 4
  ) throws(ParameterError) {
    self.fluid = fluid
    let strongest = try Double.positive(strongest, "strength of a heat field")
    fields = Self.shares.map { $0 * strongest }
    self.stretchTime = try .positive(stretchTime, "stretchTime")
    self.settlingTime = try .positive(settlingTime ?? 0.1 * stretchTime, "settlingTime")
    self.restTime = try .positive(restTime, "restTime")
  }

  /// A box at rest, and what it has been through.
  public struct State: Sendable, Codable {
    /// The box that stretches start from.
    public var flow: FlowState
    /// Stretches so far.
    public internal(set) var stretches = 0
    /// Steps taken in fields so far.
    public internal(set) var drivenSteps = 0
  }

  /// What one stretch recorded.
  public struct Record: Sendable, Codable {
    /// The conductivity J/(V T F) in every field, shape [fields], in [1/(length · time)].
    public var conductivities: [Double]
    /// The mean square of the longest wave of the density along the field, |Σ exp(ik·r)|²/N: at rest.
    public var waveAtRest: Double
    /// The same in every field, shape [fields].
    public var waves: [Double]

    /// Creates a record.
    public init(conductivities: [Double], waveAtRest: Double, waves: [Double]) {
      self.conductivities = conductivities
      self.waveAtRest = waveAtRest
      self.waves = waves
    }
  }

  /// From this share of the particles on that a wave of the density moves there is no liquid any more that
  /// conducts heat: twice the root of the mean square over the number of particles.
  private static var largestWave: Double { 1.0 / 3 }
}

extension HeatFieldFluid {
  /// The same model, in which idle threads help large boxes; see `ShearedFluid.Settings.sharing`.
  public func sharing(threads: Int, amongBoxes boxes: Int) -> HeatFieldFluid {
    var model = self
    model.fluid = fluid.sharing(threads: threads, amongBoxes: boxes)
    return model
  }

  /// A melted box.
  public func equilibrium(stream: StreamName) throws -> State {
    State(flow: try fluid.prepare(.zero, from: nil, stream: stream).flow)
  }

  /// Steps and particle steps of a state since it was made.
  public func cost(of state: State) -> Cost {
    let steps = state.flow.steps + state.drivenSteps
    return Cost(steps: steps, particleSteps: steps * fluid.settings.particles, seconds: 0)
  }

  /// The steps of one stretch in all fields and at rest.
  public var stepsPerStretch: Int {
    steps(restTime) + Self.runsPerStretch * (steps(settlingTime) + steps(stretchTime))
  }

  /// The time of one stretch in all fields and at rest, in [time].
  public var timePerStretch: Double { Double(stepsPerStretch) * fluid.settings.timeStep }

  private func steps(_ time: Double) -> Int {
    max(1, Int((time / fluid.settings.timeStep).rounded()))
  }

  /// Goes on at rest, then drives the box to and fro by every field.
  public func record(_ state: inout State) throws -> Record {
    let settings = fluid.settings
    let axis = state.stretches % 3
    state.flow.thermostat = try settings.bath(at: settings.temperature)
    var rest = try driven(state.flow, field: 0, axis: axis)
    let waveAtRest = try averages(of: &rest, over: steps(restTime), axis: axis).wave
    state.flow = rest.trajectory.state
    var record = Record(conductivities: [], waveAtRest: waveAtRest, waves: [])
    for field in fields {
      let (there, back) = (
        try current(in: field, from: state.flow, axis: axis),
        try current(in: -field, from: state.flow, axis: axis)
      )
      let scale = 2 * settings.volume * settings.temperature * field
      record.conductivities.append((there.current - back.current) / scale)
      record.waves.append(0.5 * (there.wave + back.wave))
    }
    state.stretches += 1
    state.drivenSteps += stepsPerStretch - steps(restTime)
    return record
  }

  /// What is averaged over time: the heat current along the field and the square of the density wave.
  private typealias Averages = (current: Double, wave: Double)

  private func driven(
    _ flow: FlowState, field: Double, axis: Int
  ) throws -> HeatFieldTrajectory {
    var direction = Vector3.zero
    direction[axis] = 1
    return try HeatFieldTrajectory(
      flow, field: field, along: direction, timeStep: fluid.settings.timeStep,
      potential: fluid.potential, settings: fluid.settings.forces)
  }

  private func current(in field: Double, from flow: FlowState, axis: Int) throws -> Averages {
    var box = try driven(flow, field: field, axis: axis)
    for _ in 0..<steps(settlingTime) {
      try Task.checkCancellation()
      try box.step()
    }
    let averages = try averages(of: &box, over: steps(stretchTime), axis: axis)
    let share = 2 * (averages.wave / Double(fluid.settings.particles)).squareRoot()
    guard share < Self.largestWave else {
      let edge = cbrt(fluid.settings.volume)
      throw MicroFailure.unsupportedLoad(
        reason: "a heat field of \(field.magnitude) in a box of edge \(edge), in reduced units, "
          + "their product \(field.magnitude * edge), sends a wave through the box that moves "
          + "\(Int(100 * share)) % of the particles; take a weaker field or a smaller box.")
    }
    return averages
  }

  private func averages(
    of box: inout HeatFieldTrajectory, over steps: Int, axis: Int
  ) throws -> Averages {
    let interval = fluid.settings.stepsPerSample
    var (current, wave, looks) = (0.0, 0.0, 0.0)
    for step in 1...steps {
      try Task.checkCancellation()
      try box.step()
      if box.field != 0 { current += box.heatCurrent() }
      guard step % interval == 0 || steps < interval else { continue }
      wave += box.trajectory.particles.longestWave(along: axis)
      looks += 1
    }
    return (current / Double(steps), wave / looks)
  }

  /// The conductivity without a field that stretches tell.
  ///
  /// - Throws: `StatisticsError` for fewer than two.
  public func answer(from records: [Record]) throws -> HeatFieldResponse {
    try HeatFieldResponse(
      of: records, in: fields, stretchTime: stretchTime, edge: cbrt(fluid.settings.volume))
  }
}

extension PackedParticles {
  /// |Σ exp(ik·r)|²/N for the longest wave along a lattice vector that fits the cell.
  func longestWave(along axis: Int) -> Double {
    let row = cell.vectors.inverse.rows[axis]
    let wave = 2 * Double.pi * Vector3(row[0], row[1], row[2])
    var (cosines, sines) = (0.0, 0.0)
    for lane in identities.indices where identities[lane] >= 0 {
      let phase = wave.dot(positions[lane / 8][lane % 8])
      cosines += cos(phase)
      sines += sin(phase)
    }
    return (cosines * cosines + sines * sines) / Double(count)
  }
}
