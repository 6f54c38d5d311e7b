internal import MolecularDynamics
internal import Tensors

/// Chooses how the charges of a deck's fluid are summed, and writes the choice down in the deck.
struct ChargeComposer {
  let potential: PotentialFile
  let settings: ShearedFluid.Settings
  let units: DeckUnits

  /// Single precision of pairs leaves relative errors of about 5e-6 in Coulomb forces.
  private static let mixedLimit = 2e-5

  /// The interaction with its charges.
  ///
  /// - Parameter written: writes a quantity as the deck has it.
  /// - Throws: `DeckError` where the accuracy cannot be had, or the particles are not neutral.
  func interaction(
    _ deck: inout Deck, written: (Double, Tensors.Dimension, Deck, DeckUnits) -> String,
    notice: (String) -> Void
  ) throws -> any PairPotential {
    let micro = deck.root.section("micro")
    let charges = potential.charges(in: units.micro)
    try requireNeutrality(micro, charges)
    if let method = try stated(micro) { return try interaction(method) }
    let accuracy = micro.optionalNumber("ewaldAccuracy") ?? 1e-4
    guard settings.forces.arithmetic == .double || accuracy >= Self.mixedLimit else {
      throw micro.problem(
        at: "ewaldAccuracy", "mixed arithmetic has Coulomb forces to \(Self.mixedLimit) only",
        advice: "Use arithmetic: double, or ask for less.")
    }
    notice("choosing the Ewald sum of the charges")
    let choice: ElectrostaticsChoice
    do {
      choice = try ElectrostaticsChoice(
        accuracy: accuracy, charges: charges, cutoff: try cutoff, settings: settings,
        potential: interaction)
    } catch let error as ParameterError {
      throw micro.problem(at: "potential", "\(error)")
    }
    notice(
      "relative error of the Coulomb forces: "
        + "\(NumberText.significant(choice.predictedError, digits: 2)) predicted, "
        + "\(NumberText.significant(choice.measuredError, digits: 2)) measured")
    let rate = Tensors.Dimension(length: -1)
    func record(_ value: Double, _ dimension: Tensors.Dimension, at key: String) {
      deck.root.record(written(value, dimension, deck, units), at: "micro.\(key)")
    }
    deck.root.record("\(accuracy)", at: "micro.ewaldAccuracy")
    record(choice.method.splitting, rate, at: "ewaldSplitting")
    switch choice.method {
    case .mesh(let mesh):
      record(mesh.spacing, .length, at: "ewaldSpacing")
      deck.root.record("\(mesh.order)", at: "micro.ewaldOrder")
    case .waves(let waves): record(waves.reciprocalCutoff, rate, at: "ewaldWaves")
    }
    // Whoever runs the completed deck reads the very same numbers.
    return try interaction(try stated(deck.root.section("micro")) ?? choice.method)
  }

  /// The largest cut-off of pairs, which is that of charges too.
  private var cutoff: Double {
    get throws { try potential.interaction(in: units.micro).cutoff }
  }

  private func interaction(_ method: ReciprocalMethod) throws -> any PairPotential {
    try potential.interaction(in: units.micro, summing: method)
  }

  /// The sum that a deck states in full.
  private func stated(_ micro: DeckSection) throws -> ReciprocalMethod? {
    let splitting = micro.optionalQuantity("ewaldSplitting", in: units.micro)
    if let splitting, let waves = micro.optionalQuantity("ewaldWaves", in: units.micro),
      !micro.has("ewaldSpacing"), !micro.has("ewaldOrder")
    {
      return .waves(
        try EwaldParameters(splitting: splitting, cutoff: try cutoff, reciprocalCutoff: waves))
    }
    if let splitting, let spacing = micro.optionalQuantity("ewaldSpacing", in: units.micro),
      let order = micro.optionalInteger("ewaldOrder"), !micro.has("ewaldWaves")
    {
      return .mesh(
        try MeshParameters(
          splitting: splitting, cutoff: try cutoff, spacing: spacing, order: order))
    }
    for key in ["ewaldWaves", "ewaldSpacing", "ewaldSplitting", "ewaldOrder"] where micro.has(key) {
      throw micro.problem(
        at: key,
        "the splitting of an Ewald sum belongs to either spacing and order of a mesh, or to waves",
        advice: "Leave all of them out, and state ewaldAccuracy.")
    }
    return nil
  }

  private func requireNeutrality(_ micro: DeckSection, _ charges: [Double]) throws {
    let net = zip(settings.fractions, charges).reduce(0) { $0 + $1.0 * $1.1 }
    let scale = charges.reduce(0) { $0 + $1.magnitude }
    let counts = settings.fractions.map { $0 * Double(settings.particles) }
    let areWhole = counts.allSatisfy { ($0 - $0.rounded()).magnitude < 1e-6 }
    guard net.magnitude < 1e-9 * scale, areWhole else {
      throw micro.problem(
        at: "composition", "the charges of the particles do not add up to zero",
        advice: "Choose shares, and a number of particles that they divide, that do.")
    }
  }
}
