internal import FileFormats
internal import MolecularDynamics
internal import Tensors

/// Finds a potential's molecules among the particles of a file, in their order.
struct MoleculeRecognition {
  /// The particles of the file.
  let particles: EvaluatedParticles

  /// Whose molecules are looked for.
  let potential: PotentialFile

  /// The potential's unit of length in the unit of the file.
  let fileLength: Double

  /// How much a fixed distance may differ from what the potential says: files of flexible molecules
  /// are welcome, broken molecules are not.
  private static let tolerance = 0.2

  /// The pairs of particles that belong to the same molecule.
  ///
  /// - Throws: `DataFileError` where a molecule is not whole, or its particles are not where they
  ///   should be.
  func exclusions() throws(DataFileError) -> [BondedTopology.ParticlePair] {
    var exclusions: [BondedTopology.ParticlePair] = []
    let images = NearestImages(of: particles.lattice)
    var next = 0
    while next < particles.species.count {
      guard let molecule = molecule(at: next) else {
        try requireSingle(next)
        next += 1
        continue
      }
      try requireShape(of: molecule, at: next, images)
      for first in molecule.species.indices {
        exclusions += (first + 1..<molecule.species.count).map {
          BondedTopology.ParticlePair(next + first, next + $0)
        }
      }
      next += molecule.species.count
    }
    return exclusions
  }

  /// The largest molecule whose species follow each other from a particle on.
  private func molecule(at start: Int) -> PotentialFile.Molecule? {
    potential.molecules.filter { molecule in
      particles.species[start...].starts(with: molecule.species)
    }.max { $0.species.count < $1.species.count }
  }

  /// A particle of a species that molecules are made of does not stand alone.
  private func requireSingle(_ particle: Int) throws(DataFileError) {
    let species = particles.species[particle]
    guard potential.molecules.contains(where: { $0.species.contains(species) }) else { return }
    let names = potential.particles.map(\.name)
    let found = particles.species[particle...].prefix(4).map { names[Int($0)] }
    let known = potential.molecules.map { molecule in
      "\(molecule.name) (\(molecule.species.map { names[Int($0)] }.joined(separator: " ")))"
    }
    let place = particles.place(of: particle)
    throw DataFileError(
      file: particles.file, line: place.line,
      found: "\(found.joined(separator: " ")) from \(place.name) on",
      rule: "the particles of a molecule of \(potential.name) follow each other: "
        + known.joined(separator: ", "),
      remedy: "bring the particles of each molecule together, in this order")
  }

  private func requireShape(
    of molecule: PotentialFile.Molecule, at start: Int, _ images: NearestImages
  ) throws(DataFileError) {
    for pair in molecule.rigid {
      let (first, second) = (start + pair.first, start + pair.second)
      let distance = images.distance(particles.positions[first], particles.positions[second])
      let expected = pair.length / fileLength
      guard !((distance / expected - 1).magnitude <= Self.tolerance) else { continue }
      let places = (particles.place(of: first), particles.place(of: second))
      throw DataFileError(
        file: particles.file, line: places.0.line,
        found: "\(places.0.name) and \(places.1.name) of one molecule to be "
          + "\(NumberText.significant(distance, digits: 4)) apart",
        rule: "their distance in \(molecule.name) is "
          + NumberText.significant(expected, digits: 4),
        remedy: "keep molecules whole, and their particles together")
    }
  }

  /// Distances to nearest images, for short ones.
  private struct NearestImages {
    let lattice: Tensor3
    let inverse: Tensor3

    init(of lattice: Tensor3) {
      var cell = try? SimulationCell(vectors: lattice)
      cell?.reduceBasis()
      self.lattice = cell?.vectors ?? lattice
      inverse = self.lattice.inverse
    }

    func distance(_ first: Vector3, _ second: Vector3) -> Double {
      let separation = first - second
      return (separation - lattice * (inverse * separation).rounded(.toNearestOrEven)).norm
    }
  }
}
