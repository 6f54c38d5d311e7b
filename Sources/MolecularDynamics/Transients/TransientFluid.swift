public import NumericalMethods
public import ScaleBridge
public import Statistics
public import Tensors

/// The stress of a flow from what starting it does to fluctuations at rest: transient-time
/// correlation functions.
///
/// Trajectories start from states of a box at rest, and every one feels the flow from its first
/// moment on. With the dissipation Ω of a start, the rate at which the flow changes the
/// logarithm of its probability,
///
///     ⟨σ(t)⟩ = ⟨σ(0)⟩ + ∫₀ᵗ ⟨Ω(0) σ(s)⟩ ds,
///
/// exactly, however strong the flow. Ω falls with the rate as the stress does, so the noise of the
/// result over its size does not depend on the rate: where a flow is weak this is as good as it is
/// anywhere, while the direct average drowns. A box that is cooled by the ergostat along its way
/// has, with A = Σ m v ⊗ v : L, C the virial's contraction with L, and f degrees of freedom,
///
///     Ω = −[f (A + C) − 2 C] / 2K.
///
/// Starts are mapped so that ΣΩ = 0 where the flow allows it (`PhaseSpaceMapping`); otherwise a
/// constant is taken off the stress, which has no correlation with Ω. A row is the result of one
/// start, so that rows are as good as independent.
///
/// - SeeAlso: Evans & Morriss, *Statistical Mechanics of Nonequilibrium Liquids*, 2nd edition
///   (2008), chapter 7, <https://doi.org/10.1017/CBO9780511535307>; Morriss & Evans, *Phys. Rev. A*
///   **35**, 792 (1987), <https://doi.org/10.1103/PhysRevA.35.792>. Ω with the ergostat: derived,
///   from the divergence of the equations of motion.
public struct TransientFluid: MicroModel {
  /// The imposed velocity gradient, in [1/time].
  public typealias Load = VelocityGradient
  /// The stress at the end of the transient, in [pressure].
  public typealias Response = CauchyStress

  /// The box that is at rest, and its settings.
  public private(set) var fluid: ShearedFluid

  /// The time after which the stress is taken to have reached its final value, in [time].
  public let duration: Double

  /// The time between two starts, in [time].
  public let spacing: Double

  /// A box at rest and what it was asked.
  public struct State: Sendable, Codable {
    /// The box that starts are taken from.
    public var box: ShearedFluid.State
    /// The flow that starts are put under.
    public var load: VelocityGradient
    /// Starts so far.
    public internal(set) var starts = 0
    /// The steps of all transients so far.
    public internal(set) var transientSteps = 0
    /// The constant that is taken off the pressure tensor, in [pressure].
    var reference: Double
    /// The name of the random numbers of transients.
    var stream: StreamName
  }

  /// Creates a model.
  ///
  /// The noise grows with the duration, and its square times the cost with the third power, so
  /// transients should be no longer than the stress takes to settle; `lateStress` tells if they are
  /// too short.
  ///
  /// - Parameter duration: by default 0.4 of the longest memory of the fluid: four structural
  ///   relaxation times of a simple liquid.
  /// - Throws: `ParameterError` unless both times are finite and positive.
  public init(
    _ fluid: ShearedFluid, duration: Double? = nil, spacing: Double = 1
  ) throws(ParameterError) {
    self.fluid = fluid
    self.duration = try .positive(
      duration ?? 0.4 * fluid.settings.memory, "duration of a transient")
    self.spacing = try .positive(spacing, "time between starts")
  }
}

extension TransientFluid {
  /// Temperature and energy of the box at rest, and the stress along the load that came in the
  /// last third of the transients: nothing, if they are long enough.
  public var companionNames: [String] { fluid.companionNames + ["lateStress"] }

  /// The same model with a time step that is shorter by a factor.
  public func refined(by factor: Int) -> TransientFluid {
    var model = self
    model.fluid = fluid.refined(by: factor)
    return model
  }

  /// Steps and particle steps of box and transients.
  public func cost(of state: State) -> Cost {
    let steps = state.box.flow.steps + state.transientSteps
    return Cost(steps: steps, particleSteps: steps * fluid.settings.particles, seconds: 0)
  }

  /// Restriction: a box at rest whose lattice can follow the load.
  public func prepare(
    _ load: VelocityGradient, from kept: State?, stream: StreamName
  ) throws -> State {
    var box = try fluid.prepare(load, from: kept?.box, stream: stream)
    let reference = if let kept { kept.reference } else { try meanPressure(of: &box) }
    return State(box: box, load: load, reference: reference, stream: stream)
  }

  /// The transients of a start leave its box as it is, and the box was at rest before.
  public func transient(of state: State) -> Int { 0 }

  /// Micro-solve: one row of nine stress components, and companions, for each start.
  public func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    var series = VectorSeries(
      componentCount: CauchyStress.componentCount + companionNames.count, interval: spacing)
    var rest = try Trajectory(
      state.box.flow, potential: fluid.potential, settings: fluid.settings.forces)
    for _ in 0..<count { series.append(try row(&state, &rest)) }
    state.box.flow = rest.state
    return series
  }

  /// The number of steps from one start to the next.
  private var stepsBetweenStarts: Int {
    max(1, Int((spacing / fluid.settings.timeStep).rounded()))
  }

  private func row(_ state: inout State, _ rest: inout Trajectory) throws -> [Double] {
    let pressure = try advance(&rest)
    let transients = try Transients(
      from: rest, under: state.load, reference: state.reference, of: self)
    var response = Transients.Response.zero
    for (number, mapping) in transients.mappings.enumerated() {
      let key = state.stream.key + [UInt64(state.starts), UInt64(number)]
      response += try transients.run(
        mapping, stream: StreamName(seed: state.stream.seed, purpose: "transient", key: key))
    }
    state.starts += 1
    state.transientSteps += transients.steps * transients.mappings.count
    let share = 1 / Double(transients.mappings.count)
    let late = CauchyStress(pressureTensor: share * response.late)
    let atRest = Tensor3(diagonal: Vector3(repeating: pressure))
    return CauchyStress(pressureTensor: atRest + share * response.whole).components
      + [
        rest.kineticTemperature, rest.potentialEnergy / Double(fluid.settings.particles),
        late.tensor.doubleContraction(state.load.tensor) / max(state.load.tensor.norm, 1e-300),
      ]
  }

  /// Goes on at rest to the next start; the mean pressure on the way, the same in all directions
  /// in a fluid.
  private func advance(_ rest: inout Trajectory) throws -> Double {
    let integrator = try SLLODIntegrator(
      velocityGradient: .zero, timeStep: fluid.settings.timeStep)
    var sum = 0.0
    for step in 1...stepsBetweenStarts {
      try Task.checkCancellation()
      try integrator.step(&rest, needs: step == stepsBetweenStarts ? [.virial, .energy] : .virial)
      sum += rest.pressureTensor.trace / 3
    }
    return sum / Double(stepsBetweenStarts)
  }

  /// The mean pressure over the time between two starts.
  private func meanPressure(of box: inout ShearedFluid.State) throws -> Double {
    var rest = try Trajectory(
      box.flow, potential: fluid.potential, settings: fluid.settings.forces)
    let pressure = try advance(&rest)
    box.flow = rest.state
    return pressure
  }
}
