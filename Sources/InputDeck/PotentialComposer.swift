public import MolecularDynamics
public import Tensors

/// What a command may ask of an interaction instead of what its file says.
struct InteractionChanges {
  /// The cut-off of all pairs, in the units asked for.
  var cutoff: Double?
  var truncation: PotentialFile.Truncation?
  var tailCorrected: Bool?
}

extension PotentialFile {
  /// The interaction in a unit system.
  ///
  /// - Throws: `ParameterError` where a change does not suit the form.
  func interaction(
    in units: UnitSystem, changes: InteractionChanges = InteractionChanges()
  ) throws -> any PairPotential {
    try form.interaction(in: units, changes: changes)
  }

  /// The bond in a unit system.
  public func bond(in units: UnitSystem) -> BondLaw? {
    let (length, stiffness) = (units.scale(of: .length), units.scale(of: .surfaceTension))
    switch bond {
    case .harmonic(let strength, let rest):
      return .harmonic(stiffness: strength / stiffness, length: rest / length)
    case .finitelyExtensible(let strength, let extent):
      return .finitelyExtensible(stiffness: strength / stiffness, extent: extent / length)
    case nil: return nil
    }
  }
}

extension PotentialFile.Form {
  /// The interaction in a unit system.
  ///
  /// - Throws: `ParameterError` where the parameters make no sense or a change does not suit them.
  func interaction(
    in units: UnitSystem, changes: InteractionChanges = InteractionChanges()
  ) throws -> any PairPotential {
    let (length, energy) = (units.scale(of: .length), units.scale(of: .energy))
    switch self {
    case .lennardJones(let pair):
      return try [[pair]].interaction(in: units, changes)
    case .mixture(let mixture):
      return try mixture.pairs.interaction(in: units, changes)
    case .morse(let morse, let truncation):
      try changes.requireNoTail()
      let function = try Morse(
        depth: morse.depth / energy, distance: morse.distance / length, rate: morse.rate * length,
        cutoff: changes.cutoff ?? morse.cutoff / length)
      return function.ending(changes.truncation ?? truncation)
    case .bornMayerHuggins(let ions, let truncation):
      try changes.requireNoTail()
      return try ions.function(in: units, changes).ending(changes.truncation ?? truncation)
    case .ions(let ions, let truncation):
      try changes.requireNoTail()
      return try ions.interaction(in: units, changes, truncation)
    case .tabulated(let table, let truncation):
      try changes.requireNoTail()
      let function = try Tabulated(
        distances: table.distances.map { $0 / length },
        energies: table.energies.map { $0 / energy },
        forces: table.forces.map { $0 * length / energy })
      guard changes.cutoff ?? function.cutoff == function.cutoff else {
        throw ParameterError(
          parameter: "cutoff", rule: "left out: the table says where it ends",
          value: changes.cutoff ?? 0)
      }
      return function.ending(changes.truncation ?? truncation)
    }
  }
}

extension InteractionChanges {
  fileprivate func requireNoTail() throws(ParameterError) {
    guard tailCorrected == true else { return }
    throw ParameterError(
      parameter: "tail correction", rule: "left out: only Lennard-Jones interactions have one",
      value: 1)
  }
}

extension PairFunction {
  /// The interaction with an end.
  fileprivate func ending(_ truncation: PotentialFile.Truncation) -> any PairPotential {
    switch truncation {
    case .plain: self
    case .shifted: Shifted(self)
    case .forceShifted: ForceShifted(self)
    }
  }
}

extension PotentialFile.BornMayerHuggins {
  /// The function of one pair of species.
  func function(
    in units: UnitSystem, _ changes: InteractionChanges
  ) throws -> BornMayerHuggins {
    let (length, energy) = (units.scale(of: .length), units.scale(of: .energy))
    func dispersion(_ value: Double, _ power: Int) -> Double {
      (0..<power).reduce(value / energy) { value, _ in value / length }
    }
    return try BornMayerHuggins(
      repulsion: repulsion / energy, contact: contact / length, range: range / length,
      dipole: dispersion(dipole, 6), quadrupole: dispersion(quadrupole, 8),
      cutoff: changes.cutoff ?? cutoff / length)
  }
}

extension PotentialFile.Ions {
  /// The interaction of all pairs of species.
  fileprivate func interaction(
    in units: UnitSystem, _ changes: InteractionChanges, _ truncation: PotentialFile.Truncation
  ) throws -> any PairPotential {
    let functions = try pairs.map { try $0.map { try $0.function(in: units, changes) } }
    return switch changes.truncation ?? truncation {
    case .plain: Mixture(functions)
    case .shifted: Mixture(functions.map { $0.map(Shifted.init) })
    case .forceShifted: Mixture(functions.map { $0.map(ForceShifted.init) })
    }
  }
}

extension [[PotentialFile.LennardJones]] {
  /// The functions of all pairs of species, but for shifted forces.
  func functions(
    in units: UnitSystem, _ changes: InteractionChanges
  ) throws -> [[LennardJones]] {
    let ending = changes.truncation ?? self[0][0].truncation
    return try map { row in
      try row.map { pair in
        let cutoff = changes.cutoff ?? pair.cutoff / units.scale(of: .length)
        guard pair.sigma > 0, pair.epsilon > 0 else {
          return try LennardJones.absent(cutoff: cutoff)
        }
        return try LennardJones(
          sigma: pair.sigma / units.scale(of: .length),
          epsilon: pair.epsilon / units.scale(of: .energy),
          cutoff: cutoff, shifted: ending == .shifted,
          tailCorrected: changes.tailCorrected ?? pair.tailCorrection)
      }
    }
  }

  /// The interaction of one species, or of several.
  fileprivate func interaction(
    in units: UnitSystem, _ changes: InteractionChanges
  ) throws -> any PairPotential {
    let ending = changes.truncation ?? self[0][0].truncation
    let functions = try functions(in: units, changes)
    guard count > 1 else {
      return ending == .forceShifted ? ForceShifted(functions[0][0]) : functions[0][0]
    }
    return ending == .forceShifted
      ? Mixture(functions.map { $0.map(ForceShifted.init) }) : Mixture(functions)
  }
}
