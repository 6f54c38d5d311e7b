import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors

/// A kind of thermostat, or none.
enum BathKind: String, CaseIterable, Sendable {
  case none, rescaling, chain, langevin

  /// All but none.
  static let baths = allCases.dropFirst().map(\.self)

  func thermostat(temperature: Double, relaxationTime: Double = 0.2) throws -> Thermostat? {
    switch self {
    case .none: nil
    case .rescaling: try .rescaling(temperature: temperature, relaxationTime: relaxationTime)
    case .chain: try .chain(temperature: temperature, relaxationTime: relaxationTime)
    case .langevin: try .langevin(temperature: temperature, relaxationTime: relaxationTime)
    }
  }
}

extension Fluid {
  /// Sets a state in motion.
  init(
    _ state: FlowState, potential: any PairPotential, gradient: VelocityGradient = .zero,
    timeStep: Double
  ) throws {
    trajectory = try Trajectory(
      state, potential: potential, settings: ForceSettings(skin: 0.4))
    integrator = try SLLODIntegrator(velocityGradient: gradient, timeStep: timeStep)
  }

  /// One sample of something after every few steps, until there are as many as asked for.
  mutating func samples<Value>(
    _ count: Int, every steps: Int, needs: ForceNeeds = [], _ value: (Trajectory) -> Value
  ) throws -> [Value] {
    try (0..<count).map { _ in
      for step in 1...steps { try self.step(needs: step == steps ? needs : []) }
      return value(trajectory)
    }
  }
}

extension FlowState {
  /// A state under some bath and barostat.
  init(
    _ system: ParticleSystem, _ thermostat: Thermostat?,
    _ barostat: StochasticCellRescaling? = nil, seed: UInt64 = 3
  ) {
    self.init(
      system: system, thermostat: thermostat, barostat: barostat,
      random: RandomStream(StreamName(seed: seed, purpose: "baths")))
  }

  /// The state after writing and reading it.
  func reread() throws -> FlowState {
    try JSONDecoder().decode(FlowState.self, from: try written())
  }

  /// All of the state, in one order.
  func written() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(self)
  }
}

/// Particles that only repel each other; energy and force vanish at the cutoff, the minimum of the
/// Lennard-Jones potential.
///
/// - SeeAlso: Weeks, Chandler & Andersen, *J. Chem. Phys.* **54**, 5237 (1971),
///   <https://doi.org/10.1063/1.1674820>.
func smoothLiquid() throws -> any PairPotential {
  try LennardJones(cutoff: pow(2, 1 / 6), shifted: true)
}

/// Lennard-Jones particles, truncated and shifted at 2.5 σ.
func attractiveLiquid() throws -> any PairPotential {
  try LennardJones(cutoff: 2.5, shifted: true)
}
