public import NumericalMethods
public import ScaleBridge
public import Statistics
public import Tensors

/// A box of fluid at rest that is watched for its fluctuations: the source of Green–Kubo transport
/// coefficients.
///
/// What is recorded are stretches at constant energy, so that no bath changes the dynamics. Before
/// each the fluid meets its bath for a while, so each stretch has an energy of its own, drawn from
/// the canonical ensemble and left as it is, and stretches are independent. They last longer than
/// the fluid remembers; more precision takes more stretches, not longer ones. All quantities are
/// in the reduced units of the pair potential.
public struct EquilibriumFluid: StretchModel {
  /// The box: what it is made of and how it is melted.
  public private(set) var fluid: ShearedFluid

  /// The time at constant energy that a stretch records, in [time].
  public let stretchTime: Double

  /// The time with the bath before every stretch, in [time].
  public let bathTime: Double

  /// The steps from one look at the heat current to the next; nil where nobody looks.
  public let stepsPerHeatCurrent: Int?

  /// The evolving state.
  public struct State: Sendable, Codable {
    /// The box: a sheared fluid without load.
    public var box: ShearedFluid.State
    /// What its particles have seen in the stretches so far.
    var surroundings: FluctuationMetric
  }

  /// Creates a model.
  ///
  /// - Parameter stepsPerHeatCurrent: a divisor of the steps of a sample, if the thermal
  ///   conductivity is wanted.
  /// - Throws: `ParameterError` unless both times are finite and positive, and a stretch is as
  ///   long as 64 samples of the fluid.
  public init(
    _ fluid: ShearedFluid, stretchTime: Double = 50, bathTime: Double = 4,
    stepsPerHeatCurrent: Int? = nil
  ) throws(ParameterError) {
    precondition(
      stepsPerHeatCurrent.map { fluid.settings.stepsPerSample.isMultiple(of: $0) } ?? true,
      "a sample is a whole number of looks at the heat current")
    self.stepsPerHeatCurrent = stepsPerHeatCurrent
    self.fluid = fluid
    self.stretchTime = try .positive(stretchTime, "stretchTime")
    self.bathTime = try .positive(bathTime, "bathTime")
    let least = Double(PowerSpectrum.minimumSampleCount) * fluid.timePerSample
    guard stretchTime >= least else {
      throw ParameterError(
        parameter: "stretchTime", rule: "at least \(least), 64 samples", value: stretchTime)
    }
  }

  /// What one stretch recorded.
  public struct Record: Sendable, Codable {
    /// Rows of the pressure components xx, yy, zz, xy, xz, yz, each averaged over
    /// `stepsPerSample` steps, in [pressure].
    public var pressures: VectorSeries
    /// Rows of the heat current along x, y, z, each averaged over the looks of a sample, in
    /// [energy·length/time]; nil where nobody looked.
    public var heatCurrents: VectorSeries?
    /// Rows of the electric current along x, y, z, each averaged over `stepsPerSample` steps, in
    /// [√(energy · length) · length/time]; nil without ions.
    public var chargeCurrents: VectorSeries?
    /// The mean squared displacement of a particle over 2^k samples, shape [levels], in [length²].
    public var squaredDisplacements: [Double]
    /// The velocities as the bath left them.
    public var start: KineticSnapshot
    /// The mean kinetic temperature k_B T, in [energy].
    public var temperature: Double
    /// The mean of its square, in [energy²]; nil in records of earlier versions.
    public var squaredTemperature: Double?
    /// The mean potential energy per particle, in [energy].
    public var potentialEnergy: Double
    /// How far particles have kept their surroundings in the stretches of their box up to this one,
    /// told by the energies of their pairs; nil for the first.
    public var surroundings: FluctuationMetric.Ratio?
  }

  /// The time that the samples of a stretch cover, in [time].
  public var recordedTime: Double { Double(sampleCount) * fluid.timePerSample }

  /// The samples of a stretch.
  private var sampleCount: Int { Int((stretchTime / fluid.timePerSample).rounded()) }

  /// The samples from one look at the surroundings of particles to the next: they change with the
  /// time of a vibration or slower, and a look costs as much as a step.
  private static let samplesPerSurroundings = 8

  /// The lags at which displacements are counted, up to a sixteenth of a stretch.
  private var levels: Int { max(3, Int.bitWidth - (sampleCount / 16).leadingZeroBitCount) }
}

extension EquilibriumFluid {
  /// The same model, in which idle threads help large boxes; see `ShearedFluid.Settings.sharing`.
  public func sharing(threads: Int, amongBoxes boxes: Int) -> EquilibriumFluid {
    var model = self
    model.fluid = fluid.sharing(threads: threads, amongBoxes: boxes)
    return model
  }

  /// A melted box.
  public func equilibrium(stream: StreamName) throws -> State {
    let box = try fluid.prepare(.zero, from: nil, stream: stream)
    return State(box: box, surroundings: FluctuationMetric(kinds: box.flow.system.species))
  }

  /// Steps and particle steps of a state since it was made.
  public func cost(of state: State) -> Cost { fluid.cost(of: state.box) }

  /// Meets the bath, then records a stretch without it.
  public func record(_ state: inout State) throws -> Record {
    try meetBath(&state.box.flow)
    let start = KineticSnapshot(state.box.flow.system)
    let integrator = try SLLODIntegrator(
      velocityGradient: .zero, timeStep: fluid.settings.timeStep)
    var trajectory = try Trajectory(
      state.box.flow, potential: fluid.potential, settings: fluid.settings.forces)
    var positions = state.box.flow.system.positions
    var displacements = DisplacementDoubling(at: positions, levels: levels)
    var energies = [Double](repeating: 0, count: positions.count)
    var rows = VectorSeries(componentCount: 6, interval: fluid.timePerSample)
    var (temperature, square, energy) = (0.0, 0.0, 0.0)
    var currents = stepsPerHeatCurrent.map { _ in
      VectorSeries(componentCount: 3, interval: fluid.timePerSample)
    }
    var charges =
      conductsCharge ? VectorSeries(componentCount: 3, interval: fluid.timePerSample) : nil
    var looks = 0.0
    for sample in 0..<sampleCount {
      let row = try averagedRow(&trajectory, integrator)
      charges?.append((0..<3).map { row.chargeCurrent[$0] })
      rows.append(row.pressure)
      currents?.append((0..<3).map { row.heatCurrent[$0] })
      let momentary = trajectory.kineticTemperature
      temperature += momentary
      square += momentary * momentary
      energy += trajectory.potentialEnergy
      if sample.isMultiple(of: Self.samplesPerSurroundings) {
        trajectory.addSiteEnergies(to: &energies)
        looks += 1
      }
      trajectory.particles.scatter(trajectory.particles.positions, to: &positions)
      displacements.add(positions, in: trajectory.particles.cell)
    }
    state.box.flow = trajectory.state
    let share = 1 / Double(sampleCount)
    state.surroundings.add(energies.map { $0 / looks })
    return Record(
      pressures: rows, heatCurrents: currents, chargeCurrents: charges,
      squaredDisplacements: displacements.means,
      start: start,
      temperature: share * temperature,
      squaredTemperature: share * square,
      potentialEnergy: share * energy / Double(fluid.settings.particles),
      surroundings: state.surroundings.ratio)
  }

  /// Lets the bath draw another energy, and leaves.
  private func meetBath(_ flow: inout FlowState) throws {
    let settings = fluid.settings
    flow.thermostat = try settings.bath(at: settings.temperature)
    try fluid.run(
      &flow, steps: Int((bathTime / settings.timeStep).rounded(.up)), timeStep: settings.timeStep)
    flow.thermostat = nil
    flow.system.removeMomentum()
  }

  /// Whether charges move by themselves; in neutral rigid molecules they carry no steady current.
  private var conductsCharge: Bool {
    fluid.potential.electrostatics != nil && fluid.settings.molecules == nil
  }

  /// The mean pressure components and electric current over the steps of a sample, and the mean heat
  /// current of the looks at it; the energy is that of the last step.
  private func averagedRow(
    _ trajectory: inout Trajectory, _ integrator: SLLODIntegrator
  ) throws -> (pressure: [Double], heatCurrent: Vector3, chargeCurrent: Vector3) {
    let steps = fluid.settings.stepsPerSample
    let interval = stepsPerHeatCurrent ?? .max
    var (sum, current, charge) = (Tensor3.zero, Vector3.zero, Vector3.zero)
    for step in 1...steps {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: step == steps ? [.virial, .energy] : .virial)
      sum += trajectory.pressureTensor
      if conductsCharge { charge += trajectory.chargeCurrent }
      if step % interval == 0 { current += trajectory.heatCurrent().total }
    }
    let mean = (1 / Double(steps)) * sum
    return (
      [mean[0, 0], mean[1, 1], mean[2, 2], mean[0, 1], mean[0, 2], mean[1, 2]],
      Double(interval) / Double(steps) * current, 1 / Double(steps) * charge
    )
  }

  /// Transport coefficients from all stretches.
  ///
  /// - Throws: `StatisticsError` for too few or too short stretches.
  public func answer(from records: [Record]) throws -> TransportCoefficients {
    try TransportCoefficients(
      of: records, in: fluid.settings,
      looksPerSample: stepsPerHeatCurrent.map { fluid.settings.stepsPerSample / $0 } ?? 1)
  }
}
