public import ScaleBridge
public import Tensors

/// A state in motion: its particles packed, with the forces on them.
///
/// Made from a `FlowState`, stepped by an integrator, and read back as a `FlowState`.
public struct Trajectory: Sendable {
  /// The particles.
  public internal(set) var particles: PackedParticles

  /// Forces between them.
  var field: ForceField

  /// All of the state but the particles.
  var account: FlowState

  /// Σ m v ⊗ v and 2K as the bath left them in the middle of the last step; nil before the first
  /// step and without a bath.
  private var atBath: (momentumFlux: Tensor3, twiceKineticEnergy: Double)?

  /// Sets a state in motion.
  ///
  /// - Throws: `MicroFailure.infeasibleState` if the cutoff exceeds half the distance to the
  ///   nearest image; `MicroFailure.blowUp` if positions, energy or forces are not finite.
  public init(
    _ state: FlowState, potential: any PairPotential, settings: ForceSettings
  ) throws(MicroFailure) {
    try state.system.requireRoom(for: potential)
    try state.system.requirePlaces()
    try state.system.requireShapes()
    account = state
    particles = PackedParticles(state.system)
    field = try ForceField(
      of: &particles, bonded: state.system.topology, in: state.lattice, potential: potential,
      settings: settings)
  }

  /// Lets the bath act over a time.
  mutating func meetBath(over time: Double) {
    account.thermostat?.apply(to: &particles, over: time, using: &account.random)
    let flux = particles.kineticTensor
    atBath = (flux, particles.twiceKineticEnergy(flux))
  }

  /// Lets somebody change positions and velocities; forces follow with the next step.
  public mutating func withSystem(_ body: (inout ParticleSystem) -> Void) {
    // Every particle in the image that the neighbour list knows.
    var system = account.system
    particles.unload(into: &system)
    body(&system)
    particles.load(system)
  }

  /// The state at rest, its molecules whole.
  public var state: FlowState {
    var state = account
    particles.unload(into: &state.system)
    state.system.makeWhole()
    return state
  }
}

extension Trajectory {
  /// Adds half of the energy of each particle's pairs, shape [N], in [energy]; with charges what
  /// Ewald's sum leaves to pairs. In single precision.
  mutating func addSiteEnergies(to energies: inout [Double]) {
    particles.add(field.siteEnergies(of: particles, .mixed), to: &energies)
  }

  /// Steps taken since the state was made.
  public var steps: Int { account.steps }

  /// The potential energy with its tail, of the last step that needed it, in [energy].
  public var potentialEnergy: Double { field.potentialEnergy + field.tailEnergy(of: particles) }

  /// The pressure tensor P = (Σ m v ⊗ v + Σ f ⊗ r)/V with its tail correction, of the last step
  /// that needed the virial, in [pressure]; that of centres of mass where molecules are rigid.
  public var pressureTensor: Tensor3 {
    field.pressureTensor(of: particles, momentumFlux: momentumFlux)
  }

  /// The momentum flux of the peculiar motion, Σ m v ⊗ v, in [energy]: with a bath that of the
  /// middle of the last step, where it is canonical.
  public var momentumFlux: Tensor3 { atBath?.momentumFlux ?? particles.kineticTensor }

  /// The kinetic temperature k_B T = 2K/f of the same velocities, in [energy].
  public var kineticTemperature: Double {
    let energy =
      atBath?.twiceKineticEnergy ?? particles.twiceKineticEnergy(particles.kineticTensor)
    return energy / Double(particles.degreesOfFreedom)
  }

  /// Forces on the particles, shape [N], in [force].
  public var forces: [Vector3] {
    var forces = [Vector3](repeating: .zero, count: particles.count)
    particles.scatter(field.forces, to: &forces)
    return forces
  }

  /// How often the neighbour list was searched.
  public var searches: Int { field.list.searches }

  /// How often the list in use was renewed.
  public var renewals: Int { field.list.prunings }

  /// How long parts of the evaluation of forces took since it was set in motion.
  public var times: ForceTimes { field.times }

  /// What stays constant along an exact trajectory: energy less the work of the flow and all that
  /// thermostat and barostat have given, in [energy]; of the last step that needed the energy.
  public var conservedEnergy: Double {
    particles.peculiarKineticEnergy + potentialEnergy - account.flowWork + account.heatRemoved
      - (account.thermostat?.energyTransferred ?? 0) - (account.barostat?.energyTransferred ?? 0)
  }
}
