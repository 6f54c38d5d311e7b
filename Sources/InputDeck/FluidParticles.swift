internal import MolecularDynamics
internal import Tensors

extension ShearedFluid.Settings {
  /// Takes the number of particles, the share of each species, chains and molecules from a deck's section
  /// `micro`, as the potential asks for them.
  ///
  /// - Throws: `DeckError` where the section does not fit the potential.
  mutating func takeParticles(
    from micro: DeckSection, of potential: PotentialFile, in units: UnitSystem
  ) throws(DeckError) {
    particles = micro.integer("particles")
    let unit = potential.unitSystem == nil ? 1 : potential.mass
    masses = potential.particles.map { $0.mass / unit }
    guard micro.offers("composition") else {
      phase = .faceCentredCrystal
      fractions = [1]
      return try requireCrystal(micro, potential)
    }
    molecules = try MoleculeComposer(micro, potential).settings(
      particles: particles, masses: masses, units)
    if let molecules {
      fractions = Self.fractions(molecules, species: masses.count)
    } else {
      fractions = try Self.fractions(micro, potential)
    }
    chains = try Self.chains(micro, potential, particles: particles, units)
  }

  /// Whether the particles can be those of a crystal of one species.
  private func requireCrystal(
    _ micro: DeckSection, _ potential: PotentialFile
  ) throws(DeckError) {
    guard masses.count == 1, !potential.isCharged, potential.bond == nil else {
      throw micro.problem(
        at: "potential", "a crystal is made of one species without bonds and charges",
        advice: "Name the potential of a simple substance, such as argon.")
    }
    let whole = Self.crystal(near: particles)
    guard whole == particles else {
      throw micro.problem(
        at: "particles", "a face-centred cubic crystal in a cube has four times a cube of them",
        advice: "Write \(whole).")
    }
  }

  /// The largest distance at which particles interact or are bonded, in [length].
  func reach(of potential: any PairPotential) -> Double {
    guard case .finitelyExtensible(_, let extent) = chains?.bond else { return potential.cutoff }
    return max(potential.cutoff, extent)
  }

  private static func fractions(
    _ molecules: ShearedFluid.MoleculeSettings, species count: Int
  ) -> [Double] {
    (0..<count).map { species in
      Double(molecules.species.count { Int($0) == species }) / Double(molecules.species.count)
    }
  }

  private static func fractions(
    _ micro: DeckSection, _ potential: PotentialFile
  ) throws(DeckError) -> [Double] {
    let names = potential.particles.map(\.name)
    let shares = micro.numbers("composition")
    guard names.count > 1 else {
      guard micro.has("composition") else { return [1] }
      throw micro.problem(
        at: "composition", "the potential \(potential.name) has one species",
        advice: "Leave composition out, or name the potential of a mixture.")
    }
    let order = "the shares of \(names.joined(separator: ", "))"
    guard micro.has("composition") else {
      throw micro.problem(
        at: "potential", "it describes \(names.count) species, and the deck has no composition",
        advice: "Write composition: a list of \(order), such as [\(example(names.count))].")
    }
    guard shares.count == names.count else {
      throw micro.problem(
        at: "composition", "the potential \(potential.name) has \(names.count) species",
        advice: "Give \(order), in this order.")
    }
    let sum = shares.reduce(0, +)
    guard (sum - 1).magnitude < 1e-9 else {
      throw micro.problem(
        at: "composition",
        "the shares add up to \(NumberText.significant(sum, digits: 6)), not to one",
        advice: "Give \(order).")
    }
    return shares
  }

  /// Equal shares but for rounding, which the last one bears.
  private static func example(_ species: Int) -> String {
    let share = (100 / Double(species)).rounded(.down) / 100
    let last = 1 - share * Double(species - 1)
    let shares = Array(repeating: share, count: species - 1) + [last]
    return shares.map { NumberText.significant($0, digits: 2) }.joined(separator: ", ")
  }

  private static func chains(
    _ micro: DeckSection, _ potential: PotentialFile, particles: Int, _ units: UnitSystem
  ) throws(DeckError) -> ShearedFluid.ChainSettings? {
    let length = micro.optionalInteger("chainLength")
    guard let bond = potential.bond(in: units) else {
      guard length != nil else { return nil }
      throw micro.problem(
        at: "chainLength", "the potential \(potential.name) has no bonds",
        advice: "Leave chainLength out, or name a potential with bonds.")
    }
    guard let length else {
      throw micro.problem(
        at: "potential", "it describes bonded particles, and the deck has no chainLength",
        advice: "Write chainLength: the number of particles of a chain, such as 10.")
    }
    guard particles.isMultiple(of: length) else {
      throw micro.problem(
        at: "chainLength", "\(particles) particles do not make up whole chains",
        advice: "Use \((particles / length + 1) * length) particles, or another length.")
    }
    return ShearedFluid.ChainSettings(length: length, bond: bond)
  }
}
