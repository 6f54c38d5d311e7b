internal import FileFormats
internal import InputDeck
internal import MolecularDynamics
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The box of particles of somebody's deck, under the load of the deck.
struct BenchmarkDeck: BenchmarkLiquid {
  let name: String
  let team = BenchmarkTeam.single
  let stepsPerHeatCurrent: Int? = nil

  private let model: ShearedFluid
  private let load: VelocityGradient
  private let units: DeckUnits

  /// Reads a deck with a section `load`.
  ///
  /// - Parameter notice: told what takes long, and how accurate charges are summed.
  /// - Throws: `DeckError`, also where the deck's model is no box of particles.
  init(_ file: String, notice: (String) -> Void) throws {
    let deck = try Deck(contentsOf: file, schema: .scout)
    let plan = try MicroPlan(deck, notice: notice)
    guard case .sheared(let model, _) = plan.model else {
      throw deck.root.section("micro").problem(
        at: "model", "formulas have no speed to speak of", advice: "Take model: shearedFluid.")
    }
    let rate = plan.units.macro.factor(to: plan.units.micro, for: .rate)
    self.model = model
    load = VelocityGradient(rate * plan.load.tensor)
    units = plan.units
    name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? file
  }

  var particles: Int { model.settings.particles }

  var shearRate: Double { load.tensor[0, 1] }

  func potential() -> any PairPotential { model.potential }

  func integrator() throws -> SLLODIntegrator {
    try SLLODIntegrator(velocityGradient: load, timeStep: model.settings.timeStep)
  }

  func settings(_ arithmetic: Arithmetic, workers: Workers) -> ForceSettings {
    var settings = model.settings.forces
    settings.arithmetic = arithmetic
    settings.workers = workers
    return settings
  }

  func liquid(box: Int, threads: Int) throws -> FlowState {
    try model.sharing(threads: threads, amongBoxes: 1)
      .prepare(load, from: nil, stream: StreamName(seed: 1, purpose: "bench", key: [UInt64(box)]))
      .flow
  }

  /// Velocities and lengths of the file are those of LAMMPS's units real, ångström and femtosecond,
  /// or reduced ones where the deck's are. Without a flow, whose lattice the file's cell need not be of.
  func liquid(from file: String) throws -> FlowState {
    guard load == .zero else {
      throw DataFileError(
        file: file, found: "a start for \(name), which flows",
        rule: "a start belongs to a deck without a flow", remedy: "let Scout make the liquid")
    }
    let start = try LAMMPSData(file: file)
    let masses = model.settings.masses
    try start.require(particles: particles, types: masses.count, for: name, file: file)
    let length = units.isReduced ? 1 : 1e-10 / units.micro.scale(of: .length)
    let velocity = units.isReduced ? 1 : 1e5 / units.micro.scale(of: .velocity)
    var system = ParticleSystem(
      positions: start.positions.map { length * $0 },
      velocities: (start.velocities ?? []).map { velocity * $0 },
      masses: start.types.map { masses[$0 - 1] }, species: start.types.map { UInt8($0 - 1) },
      topology: model.settings.topology,
      cell: try SimulationCell(vectors: length * start.lattice))
    system.makeRigid()
    return FlowState(
      system: system, thermostat: try model.settings.bath(at: model.settings.temperature),
      random: RandomStream(StreamName(seed: 1, purpose: "bench")))
  }

  /// Kilojoule per mole, kelvin and bar for substances.
  var scales: BenchmarkScales {
    guard !units.isReduced else { return BenchmarkScales() }
    return BenchmarkScales(
      energy: units.micro.scale(of: .energy) * 6.022_140_76e20,
      temperature: units.micro.scale(of: .temperature),
      pressure: units.micro.scale(of: .pressure) / 1e5)
  }
}

extension LAMMPSData {
  /// Checks that a file holds a start of a liquid.
  ///
  /// - Throws: `DataFileError` where it does not.
  func require(particles: Int, types: Int, for name: String, file: String) throws(DataFileError) {
    func require(_ holds: Bool, _ found: String, _ rule: String) throws(DataFileError) {
      guard holds else {
        throw DataFileError(
          file: file, found: found, rule: rule, remedy: "take a start that was made for this case")
      }
    }
    try require(
      positions.count == particles, "\(positions.count) atoms", "\(name) has \(particles)")
    try require(typeCount == types, "\(typeCount) atom types", "\(name) has \(types)")
    try require(velocities != nil, "no section Velocities", "a start has velocities")
  }
}
