internal import Foundation
public import NumericalMethods
public import ScaleBridge
public import Statistics
public import Tensors

/// A long box of fluid that is heated in one half and cooled in the other: heat conduction by
/// molecular dynamics alone, the source per volume being s cos(2πx/L) along the box.
///
/// It is both the direct simulation that a multiscale one can be compared with and, in a box of
/// uniform density, an independent way to the thermal conductivity. Nothing but the heat is
/// imposed: density, pressure and temperature arrange themselves. In the reduced units of the pair
/// potential.
public struct HeatedSlab: MicroModel {
  /// The fluid at rest: what it is made of, its mean density and its mean temperature. The number of
  /// particles follows from length and width.
  public private(set) var fluid: ShearedFluid

  /// The length L of the box along x, in [length].
  public let length: Double

  /// The fewest particles that a slab may hold in the mean.
  private static let leastParticles = 8

  /// The time within which the mean temperature is held.
  private static let holdTime = 5.0

  /// Creates a box.
  ///
  /// - Parameters:
  ///   - fluid: whose number of particles is not used.
  ///   - length: along x, in [length].
  ///   - width: of the square cross-section, in [length]; changed a little so that particles are
  ///     whole and the density exact.
  /// - Throws: `ParameterError` unless lengths are positive and hold a reasonable number of particles.
  public init(
    _ fluid: ShearedFluid, length: Double, width: Double
  ) throws(ParameterError) {
    self.length = try .positive(length, "length of the slab")
    let width = try Double.positive(width, "width of the slab")
    let count = fluid.settings.density / fluid.settings.meanMass * length * width * width
    let least = Double(Self.leastParticles * Self.slabs)
    guard (least...1e7).contains(count) else {
      throw ParameterError(
        parameter: "particles of the box", rule: "from \(Int(least)) to ten million", value: count)
    }
    var settings = fluid.settings
    settings.particles = Int(count.rounded())
    self.fluid = try ShearedFluid(potential: fluid.potential, settings: settings)
  }

  /// How strongly the fluid is heated.
  public struct Load: Componentwise, Hashable, Codable {
    /// The amplitude s of the source, in [energy/(length³ · time)].
    public let amplitude: Double

    /// Creates a load.
    public init(amplitude: Double) { self.amplitude = amplitude }

    /// The amplitude.
    public static let componentNames = ["source"]
    /// The amplitude, shape [1].
    public var components: [Double] { [amplitude] }
    /// Creates a load from its component.
    public init(components: [Double]) { self.init(amplitude: components[0]) }
  }

  /// The kinetic temperature k_B T of slabs from the hottest plane, x = 0, to the coldest, x = L/2,
  /// in [energy]; each is the mean with its mirror image.
  public struct Response: Componentwise, Hashable, Codable {
    /// The number of slabs between the hottest plane and the coldest.
    public static let count = 16

    /// `T1`, the hottest, to `T16`.
    public static let componentNames = (1...count).map { "T\($0)" }

    /// The temperatures, shape [16], in [energy].
    public let components: [Double]

    /// Creates a profile.
    public init(components: [Double]) { self.components = components }

    /// Where the slabs are, as shares of the length of the box, shape [16].
    public static var places: [Double] {
      (0..<count).map { (Double($0) + 0.5) / Double(2 * count) }
    }
  }

  /// The evolving state.
  public struct State: Sendable, Codable {
    /// The trajectory's state.
    public var flow: FlowState
  }
}

extension HeatedSlab {
  /// The same model, in which idle threads help large boxes; see `ShearedFluid.Settings.sharing`.
  public func sharing(threads: Int, amongBoxes boxes: Int) -> HeatedSlab {
    var model = self
    model.fluid = fluid.sharing(threads: threads, amongBoxes: boxes)
    return model
  }

  /// The slabs of the whole box.
  private static var slabs: Int { 2 * Response.count }

  /// The density of every slab, the pressure along the box, and the power per volume that held the mean
  /// temperature.
  public var companionNames: [String] {
    (1...Response.count).map { "density\($0)" } + ["pressure", "hold"]
  }

  /// Steps and particle steps of a state since it was made.
  public func cost(of state: State) -> Cost { fluid.cost(of: .init(flow: state.flow, load: .zero)) }

  /// A state that is heated, melted before where there is none.
  public func prepare(_ load: Load, from kept: State?, stream: StreamName) throws -> State {
    var state = try kept ?? State(flow: fluid.melted(beginning(stream: stream)))
    let settings = fluid.settings
    let volume = settings.volume / Double(Self.slabs)
    let angle = Double.pi / Double(Self.slabs)
    // Steps of the cosine at the middles of slabs have a first harmonic less by sin(x)/x.
    let strength = load.amplitude * volume * angle / sin(angle)
    state.flow.thermostat = .slabs(
      try SlabHeating(
        powers: (0..<Self.slabs).map { strength * cos(angle * Double(2 * $0 + 1)) },
        temperature: settings.temperature, relaxationTime: Self.holdTime))
    return state
  }

  /// The same box with a time step that is shorter by a factor.
  public func refined(by factor: Int) -> HeatedSlab {
    var model = self
    model.fluid = fluid.refined(by: factor)
    return model
  }

  /// A crystal in the box, hot.
  private func beginning(stream: StreamName) throws -> FlowState {
    let settings = fluid.settings
    var random = RandomStream(stream)
    let width = (settings.volume / length).squareRoot()
    let cell = try SimulationCell(vectors: Tensor3(diagonal: Vector3(length, width, width)))
    var sites = try Configuration.evenlySpread(particles: settings.particles, in: cell)
    try sites.assignSpecies(fractions: settings.fractions, using: &random)
    var system = ParticleSystem(sites, masses: settings.masses)
    FluidBuilder.thermalize(
      &system, temperature: ShearedFluid.melting(settings), using: &random)
    return FlowState(system: system, thermostat: nil, random: random)
  }

  /// Rows of temperatures and densities of the slabs, averaged over every step, the pressure along
  /// the box at the last one and the power of the hold.
  public func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    let settings = fluid.settings
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: settings.timeStep)
    var trajectory = try Trajectory(
      state.flow, potential: fluid.potential, settings: settings.forces)
    var series = VectorSeries(
      componentCount: Response.count + companionNames.count, interval: fluid.timePerSample)
    for _ in 0..<count { series.append(try averagedRow(&trajectory, integrator)) }
    state.flow = trajectory.state
    return series
  }

  private func averagedRow(
    _ trajectory: inout Trajectory, _ integrator: SLLODIntegrator
  ) throws -> [Double] {
    let steps = fluid.settings.stepsPerSample
    var temperatures = [Double](repeating: 0, count: Response.count)
    var densities = temperatures
    let before = trajectory.sources?.energyOfHold ?? 0
    for step in 1...steps {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: step == steps ? .virial : [])
      guard let sources = trajectory.sources else { continue }
      let slabs = sources.slabTemperatures
      for slab in 0..<Response.count {
        let image = Self.slabs - 1 - slab
        temperatures[slab] += slabs[slab] + slabs[image]
        densities[slab] += Double(sources.counts[slab] + sources.counts[image])
      }
    }
    let share = 0.5 / Double(steps)
    let perVolume = Double(Self.slabs) * fluid.settings.meanMass / fluid.settings.volume
    let hold = (trajectory.sources?.energyOfHold ?? 0) - before
    return temperatures.map { share * $0 } + densities.map { share * perVolume * $0 } + [
      trajectory.pressureTensor[0, 0], hold / fluid.timePerSample / fluid.settings.volume,
    ]
  }

  /// Twice the time in which the wave of temperature settles, L²/(4π² a), for the thermal diffusivity
  /// a ≥ 1 that Lennard-Jones liquids have; what is left is found in the rows.
  public func transient(of state: State) -> Int { longestTransient }

  /// The same, which depends on the length of the box only.
  public var longestTransient: Int {
    Int((length * length / (2 * .pi * .pi) / fluid.timePerSample).rounded(.up))
  }
}

extension Trajectory {
  /// The sources of heat that the particles have met.
  fileprivate var sources: SlabHeating? {
    guard case .slabs(let sources)? = account.thermostat else { return nil }
    return sources
  }
}
