public import ScaleBridge
public import Tensors

/// A trajectory under an imposed heat field: a homogeneous, periodic system that carries heat as it would
/// under a gradient of temperature, without one.
///
/// The equations of motion are, for particles of mass m with a field F,
///
///     ṙ_i = v_i,      m v̇_i = f_i + (1 − P) D_i F − α m v_i,
///     D_i F = e_i F + ½ Σ_j f_ij (r_ij · F),      e_i = m v_i²/2 + ½ Σ_j u_ij,
///
/// where 1 − P takes off the mean, so that the total momentum stays zero. D is made such that
/// Σ v_i · D_i F = J · F with J the heat current (`HeatCurrent`): the field does the work J · F per time. Phase
/// space is not compressed but by α, since Σ ∂(D_i F)/∂(m v_i) = F · Σ v_i = 0; so the dissipation is
/// Ω = J · F/(k_B T), and the linear response
///
///     ⟨J⟩ = F/(k_B T) ∫₀^∞ ⟨J(0) J(t)⟩ dt = λ V T F,
///
/// λ the Green–Kubo conductivity (over k_B): F stands for −∇ ln T. With a bath α takes away exactly the
/// work of the field (the multiplier of the Gaussian ergostat), as that of a flow is taken; the bath only has
/// to sample fluctuations.
///
/// A step is `push(h/2)`, a step without the field, `push(h/2)`: symmetric up to the third order of h that the
/// midpoint rule of the push leaves, of second order, and bit for bit the step without a field where F = 0.
///
/// Particles of one species only: in a mixture the field drives diffusion too, and J contains the heat that
/// diffusion carries; what is left is the conductivity only once partial enthalpies are known. Bonds, charges
/// and rigid molecules have no D here.
///
/// - SeeAlso: Evans, *Phys. Lett. A* **91**, 457 (1982),
///   <https://doi.org/10.1016/0375-9601(82)90748-4>; Evans & Morriss, *Statistical Mechanics of
///   Nonequilibrium Liquids*, 2nd edition (2008), section 6.5,
///   <https://doi.org/10.1017/CBO9780511535307>.
public struct HeatFieldTrajectory: Sendable {
  /// The particles in motion.
  public private(set) var trajectory: Trajectory

  /// The strength F of the field, in [1/length].
  public let field: Double

  /// The direction of the field, of length one.
  public let direction: Vector3

  private let integrator: SLLODIntegrator
  private let timeStep: Double

  /// The part of D n that pairs make, n the direction, shape [blocks], in [energy].
  private var shares: [BlockVectors] = []

  /// Sets a state in motion under a field.
  ///
  /// - Parameter direction: of length one.
  /// - Throws: `MicroFailure.unsupportedLoad` for a mixture, bonds, charges and rigid molecules; what
  ///   `Trajectory` and `SLLODIntegrator` throw.
  public init(
    _ state: FlowState, field: Double, along direction: Vector3, timeStep: Double,
    potential: any PairPotential, settings: ForceSettings
  ) throws {
    try Self.require(state.system, potential)
    trajectory = try Trajectory(state, potential: potential, settings: settings)
    integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: timeStep)
    (self.field, self.direction, self.timeStep) = (field, direction, timeStep)
    updateShares()
  }

  private static func require(
    _ system: ParticleSystem, _ potential: any PairPotential
  ) throws(MicroFailure) {
    guard potential.electrostatics == nil, system.topology == BondedTopology() else {
      throw .unsupportedLoad(
        reason: "a heat field acts on particles that have neither bonds nor charges.")
    }
    guard potential.speciesCount == 1, Set(system.masses).count <= 1 else {
      throw .unsupportedLoad(
        reason:
          "in a mixture a heat field drives diffusion too, and the current of energy contains "
          + "what diffusion carries: its conductivity asks for partial enthalpies.")
    }
  }

  /// Advances by one step.
  ///
  /// - Parameter needs: what observables due after this step need.
  /// - Throws: `MicroFailure.blowUp` when the trajectory breaks down.
  public mutating func step(needs: ForceNeeds = []) throws(MicroFailure) {
    try push(over: 0.5 * timeStep)
    try integrator.step(&trajectory, needs: needs)
    updateShares()
    try push(over: 0.5 * timeStep)
  }

  /// The heat current along the field, in [energy·length/time].
  public mutating func heatCurrent() -> Double {
    guard field == 0 else {
      return trajectory.particles.heatCurrent(shares: shares, along: direction)
    }
    return trajectory.heatCurrent().total.dot(direction)
  }

  /// The force that the field exerts on every particle less the mean, shape [N], in [force].
  public var fieldForces: [Vector3] {
    var forces = [Vector3](repeating: .zero, count: trajectory.particles.count)
    guard field != 0 else { return forces }
    let push = HeatFieldPush(shares: shares, field: field, direction: direction)
    let drive = push.drive(trajectory.particles, trajectory.particles.velocities)
    trajectory.particles.scatter(drive.forces, to: &forces)
    return forces
  }

  private mutating func updateShares() {
    guard field != 0 else { return }
    trajectory.field.heatShares(of: trajectory.particles, along: direction, into: &shares)
  }

  private mutating func push(over time: Double) throws(MicroFailure) {
    guard field != 0 else { return }
    let push = HeatFieldPush(shares: shares, field: field, direction: direction)
    let isCooled = trajectory.account.thermostat != nil
    let work = push.act(on: &trajectory.particles, over: time, isCooled: isCooled)
    let kinetic = trajectory.particles.peculiarKineticEnergy
    guard work.magnitude < 0.5 * kinetic else {
      throw trajectory.particles.overheated(
        "the work of a heat field in half a step over the kinetic energy", value: work / kinetic,
        at: trajectory.steps)
    }
    trajectory.account.flowWork += work
    if isCooled { trajectory.account.heatRemoved += work }
  }
}
