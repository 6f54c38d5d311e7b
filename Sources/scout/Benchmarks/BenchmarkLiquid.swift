internal import MolecularDynamics
internal import Tensors

/// A liquid whose particle steps are counted.
protocol BenchmarkLiquid: Sendable {
  /// What the table calls it.
  var name: String { get }

  /// The number of particles in a box.
  var particles: Int { get }

  /// Who works on it.
  var team: BenchmarkTeam { get }

  /// The shear rate u_x = rate · y, in the units of the box.
  var shearRate: Double { get }

  /// The steps between two looks at the heat current, if anybody looks.
  var stepsPerHeatCurrent: Int? { get }

  /// How it is integrated.
  func integrator() throws -> SLLODIntegrator

  /// The interaction.
  func potential() throws -> any PairPotential

  /// How forces are computed.
  func settings(_ arithmetic: Arithmetic, workers: Workers) -> ForceSettings

  /// What it starts from.
  ///
  /// - Parameters:
  ///   - box: tells boxes of the same liquid apart.
  ///   - threads: those that may make it.
  func liquid(box: Int, threads: Int) throws -> FlowState

  /// What it starts from, with positions and velocities of a data file of LAMMPS.
  ///
  /// - Throws: `DataFileError` where the file does not hold a start of this liquid.
  func liquid(from file: String) throws -> FlowState

  /// The units in which observables are told, in those of the box.
  var scales: BenchmarkScales { get }
}

extension BenchmarkLiquid {
  /// Steps between two looks at energy and pressure tensor, as often as the other programs look.
  var stepsPerSample: Int { shearRate == 0 ? 100 : 10 }
}

/// Who works on a liquid.
enum BenchmarkTeam {
  /// One thread on one box.
  case single
  /// Every thread on a box of its own.
  case boxes
  /// All threads on one box.
  case shared
}

/// Units of observables.
struct BenchmarkScales {
  /// Of the energy of a particle.
  var energy = 1.0
  /// Of the temperature.
  var temperature = 1.0
  /// Of the pressure.
  var pressure = 1.0
}
