public import NumericalMethods
internal import Tensors

/// Everything that evolves along a trajectory under an imposed flow.
public struct FlowState: Sendable, Codable {
  /// The particles.
  public var system: ParticleSystem

  /// The thermostat, or none when energy is to be conserved.
  public var thermostat: Thermostat?

  /// The barostat, or none when the volume is to stay.
  public var barostat: StochasticCellRescaling?

  /// The random numbers of thermostat and barostat.
  public var random: RandomStream

  /// The lattice whose cell the particles are in, where it is known to follow the flow for ever.
  public var lattice: FlowLattice?

  /// Steps taken since the state was made.
  public internal(set) var steps = 0

  /// The work that the imposed flow has done on the particles, −∫ V Pᵀ : ∇u dt, in [energy].
  public internal(set) var flowWork = 0.0

  /// The viscous heat that was taken away again, in [energy].
  public internal(set) var heatRemoved = 0.0

  /// Creates a state at the beginning of its trajectory.
  public init(
    system: ParticleSystem, thermostat: Thermostat?, barostat: StochasticCellRescaling? = nil,
    random: RandomStream
  ) {
    self.system = system
    self.thermostat = thermostat
    self.barostat = barostat
    self.random = random
  }
}
