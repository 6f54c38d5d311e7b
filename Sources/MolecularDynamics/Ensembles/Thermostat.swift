public import NumericalMethods
public import Tensors

/// A heat bath for the peculiar motion of the particles.
///
/// Every bath keeps the account of the energy it gives, so that the total energy less that account
/// is conserved, and keeps the total momentum at zero: all sample the canonical distribution of
/// the same 3N − 3 degrees of freedom; all but the sources of heat in slabs, which keep a
/// temperature that varies in space.
public enum Thermostat: Sendable, Codable {
  /// One random factor for all velocities: canonical, and gentle to the motion.
  case rescaling(StochasticVelocityRescaling)

  /// Deterministic and reversible.
  case chain(NoseHooverChain)

  /// Friction and noise on every particle: forgets fastest, and slows diffusion down.
  case langevin(LangevinThermostat)

  /// Sources and sinks of heat in slabs, which drive a heat flux.
  case slabs(SlabHeating)

  /// Target k_B T, in [energy].
  public var temperature: Double {
    switch self {
    case .rescaling(let bath): bath.temperature
    case .chain(let bath): bath.temperature
    case .langevin(let bath): bath.temperature
    case .slabs(let sources): sources.temperature
    }
  }

  /// Energy given to the particles so far, in [energy].
  public var energyTransferred: Double {
    switch self {
    case .rescaling(let bath): bath.energyTransferred
    case .chain(let bath): bath.energyTransferred
    case .langevin(let bath): bath.energyTransferred
    case .slabs(let sources): sources.energyTransferred
    }
  }

  /// Lets the bath act over a time.
  public mutating func apply(
    to particles: inout PackedParticles, over time: Double, using random: inout RandomStream
  ) {
    switch self {
    case .rescaling(var bath):
      bath.apply(to: &particles, over: time, using: &random)
      self = .rescaling(bath)
    case .chain(var bath):
      bath.apply(to: &particles, over: time)
      self = .chain(bath)
    case .langevin(var bath):
      bath.apply(to: &particles, over: time, using: &random)
      self = .langevin(bath)
    case .slabs(var sources):
      sources.apply(to: &particles, over: time)
      self = .slabs(sources)
    }
  }
}

extension Thermostat {
  /// Stochastic velocity rescaling.
  ///
  /// - Throws: `ParameterError` unless both arguments are finite and positive.
  public static func rescaling(
    temperature: Double, relaxationTime: Double
  ) throws(ParameterError) -> Thermostat {
    .rescaling(
      try StochasticVelocityRescaling(temperature: temperature, relaxationTime: relaxationTime))
  }

  /// A Nosé–Hoover chain.
  ///
  /// - Throws: `ParameterError` unless both arguments are finite and positive.
  public static func chain(
    temperature: Double, relaxationTime: Double
  ) throws(ParameterError) -> Thermostat {
    .chain(try NoseHooverChain(temperature: temperature, relaxationTime: relaxationTime))
  }

  /// A Langevin thermostat.
  ///
  /// - Throws: `ParameterError` unless both arguments are finite and positive.
  public static func langevin(
    temperature: Double, relaxationTime: Double
  ) throws(ParameterError) -> Thermostat {
    .langevin(try LangevinThermostat(temperature: temperature, relaxationTime: relaxationTime))
  }
}
