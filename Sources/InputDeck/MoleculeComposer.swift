internal import MolecularDynamics
internal import Tensors

/// Makes the molecules of a deck's fluid: of one kind, of three particles, rigid.
struct MoleculeComposer {
  private let micro: DeckSection
  private let potential: PotentialFile

  init(_ micro: DeckSection, _ potential: PotentialFile) {
    (self.micro, self.potential) = (micro, potential)
  }

  /// The molecules; nil where the particles of the potential are by themselves.
  ///
  /// - Throws: `DeckError` where a deck cannot move them, or does not fit them.
  func settings(
    particles: Int, masses: [Double], _ units: UnitSystem
  ) throws(DeckError) -> ShearedFluid.MoleculeSettings? {
    guard let molecule = potential.molecules.first else { return nil }
    guard potential.molecules.count == 1, Set(molecule.species).count == masses.count else {
      throw micro.problem(
        at: "potential",
        "the particles of \(potential.name) make up molecules of several kinds, or not all of them do, "
          + "which decks cannot move yet",
        advice: "Evaluate single configurations of it with scout evaluate.")
    }
    guard !micro.has("composition") else {
      throw micro.problem(
        at: "composition",
        "the particles of \(potential.name) make up molecules of \(molecule.name)",
        advice: "Leave it out: the molecules decide the shares.")
    }
    let size = molecule.species.count
    guard particles.isMultiple(of: size) else {
      throw micro.problem(
        at: "particles", "\(particles) particles do not make up whole molecules of \(size)",
        advice: "Use \((particles / size + 1) * size).")
    }
    let body = try body(molecule, molecule.species.map { masses[Int($0)] }, units)
    return ShearedFluid.MoleculeSettings(body: body, species: molecule.species)
  }

  private func body(
    _ molecule: PotentialFile.Molecule, _ masses: [Double], _ units: UnitSystem
  ) throws(DeckError) -> RigidBody {
    func length(_ one: Int, _ other: Int) -> Double? {
      let pair = molecule.rigid.first { Set([$0.first, $0.second]) == Set([one, other]) }
      return pair.map { $0.length / units.scale(of: .length) }
    }
    guard molecule.species.count == 3, molecule.rigid.count == 3, let first = length(0, 1),
      let second = length(0, 2), let between = length(1, 2)
    else {
      throw micro.problem(
        at: "potential",
        "decks move molecules of three particles with three fixed distances; \(molecule.name) has "
          + "\(molecule.species.count) and \(molecule.rigid.count)",
        advice: "Evaluate single configurations of it with scout evaluate.")
    }
    do {
      return try RigidBody.triangle(
        first: first, second: second, between: between, masses: masses)
    } catch {
      throw micro.problem(
        at: "potential", "the fixed distances of \(molecule.name) make no triangle: \(error)",
        advice: "Correct them in the potential.")
    }
  }
}
