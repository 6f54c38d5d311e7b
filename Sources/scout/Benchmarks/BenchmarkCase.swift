internal import MolecularDynamics
internal import ScaleBridge
internal import Tensors

/// A liquid whose particle steps are counted: the same in every program that is compared.
struct BenchmarkCase: BenchmarkLiquid {
  /// The system, the number of particles and the setting: lj-sllod-864-0.1.
  let name: String

  /// The number of particles in a box.
  let particles: Int

  /// What the particles are.
  var fluid = Fluid.lennardJones

  /// The shear rate u_x = rate · y; zero conserves the energy.
  var shearRate = 0.0

  /// The steps between two looks at the heat current, if anybody looks.
  var stepsPerHeatCurrent: Int?

  /// Who works on it.
  var team = BenchmarkTeam.single

  /// Whether it is among those that run when nobody names any.
  var isQuick = false

  /// The interaction and the state of the liquid, in reduced units.
  enum Fluid {
    /// Plain truncation at 2.5.
    case lennardJones
    /// Energy shifted to zero at the cutoff.
    case shifted
    /// Energy and force shifted to zero at the cutoff.
    case forceShifted
    /// The binary mixture of Kob and Andersen, cut off at 2.5 σ of each pair.
    case kobAndersen
  }

  /// Every case that has a name.
  static let all: [BenchmarkCase] = [
    .init(name: "lj-melt-500", particles: 500),
    .init(name: "lj-melt-864", particles: 864, isQuick: true),
    .init(name: "lj-melt-4000", particles: 4000, isQuick: true),
    .init(name: "lj-melt-32000", particles: 32000),
    .init(name: "lj-melt-100000", particles: 100_000),
    .init(name: "lj-melt-864-boxes", particles: 864, team: .boxes, isQuick: true),
    .init(name: "lj-melt-32000-threads", particles: 32000, team: .shared, isQuick: true),
    .init(name: "lj-sllod-864-0.1", particles: 864, shearRate: 0.1),
    .init(name: "lj-sllod-864-1.0", particles: 864, shearRate: 1),
    .init(name: "lj-sllod-4000-0.1", particles: 4000, shearRate: 0.1, isQuick: true),
    .init(name: "lj-sllod-4000-1.0", particles: 4000, shearRate: 1),
    .init(name: "lj-greenkubo-heat-864", particles: 864, stepsPerHeatCurrent: 5),
    .init(name: "lj-shifted-4000", particles: 4000, fluid: .shifted),
    .init(name: "lj-force-shifted-4000", particles: 4000, fluid: .forceShifted),
    .init(name: "kob-andersen-4000", particles: 4000, fluid: .kobAndersen),
  ]

  /// The cases that some words name: all that begin with one of them, or the quick ones for none.
  ///
  /// A full name means its own case alone. Lists never miss a pair here, so that a case which
  /// other programs run `-checked` is the same one.
  ///
  /// - Returns: the cases in their order, and the first word that names none.
  static func named(_ words: [String]) -> (cases: [BenchmarkCase], unknown: String?) {
    guard !words.isEmpty else { return (all.filter(\.isQuick), nil) }
    let names = words.map { $0.hasSuffix("-checked") ? String($0.dropLast(8)) : $0 }
    func isMeant(_ benchmark: BenchmarkCase, by name: String) -> Bool {
      benchmark.name == name
        || (!all.contains { $0.name == name } && benchmark.name.hasPrefix(name))
    }
    let unknown = zip(words, names).first { pair in !all.contains { isMeant($0, by: pair.1) } }?.0
    return (all.filter { benchmark in names.contains { isMeant(benchmark, by: $0) } }, unknown)
  }
}

extension BenchmarkCase {
  /// The time step of every case, in reduced units.
  static let timeStep = 0.005

  /// The temperature that a thermostat keeps, if there is one; the triple point.
  var temperature: Double? { shearRate == 0 ? nil : 0.722 }

  var scales: BenchmarkScales { BenchmarkScales() }

  func potential() throws -> any PairPotential { try fluid.potential() }

  func integrator() throws -> SLLODIntegrator {
    try SLLODIntegrator(
      velocityGradient: .simpleShear(rate: shearRate), timeStep: Self.timeStep)
  }
}

extension BenchmarkCase.Fluid {
  /// The number density.
  var density: Double { self == .kobAndersen ? 1.2 : 0.8442 }

  /// The share of each species.
  var fractions: [Double] { self == .kobAndersen ? [0.8, 0.2] : [1] }

  /// The interaction.
  ///
  /// - SeeAlso: Kob & Andersen, *Phys. Rev. E* **51**, 4626 (1995) for the mixture,
  ///   <https://doi.org/10.1103/PhysRevE.51.4626>.
  func potential() throws -> any PairPotential {
    switch self {
    case .lennardJones: return try LennardJones(cutoff: 2.5)
    case .shifted: return try LennardJones(cutoff: 2.5, shifted: true)
    case .forceShifted: return ForceShifted(try LennardJones(cutoff: 2.5))
    case .kobAndersen:
      func pair(_ sigma: Double, _ epsilon: Double) throws -> LennardJones {
        try LennardJones(sigma: sigma, epsilon: epsilon, cutoff: 2.5 * sigma, shifted: true)
      }
      let unlike = try pair(0.8, 1.5)
      return Mixture([[try pair(1, 1), unlike], [unlike, try pair(0.88, 0.5)]])
    }
  }
}
