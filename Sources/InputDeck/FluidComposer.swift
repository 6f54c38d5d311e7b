internal import Foundation
internal import MolecularDynamics
internal import Multiscale
internal import Tensors

/// Makes the micro model of a deck: potential, units, settings, all checked against each other.
struct FluidComposer {
  let model: ShearedFluid
  let units: DeckUnits
  /// Sampling but for the budget of a question.
  let plan: SamplingPlan

  /// Reads the section `micro` of a deck whose model is a sheared fluid, and writes down in the
  /// deck what was left to be chosen.
  ///
  /// - Throws: `DeckError` where the potential is missing or parts do not fit together.
  init(
    _ deck: inout Deck, potentials: PotentialLibrary, notice: (String) -> Void
  ) throws {
    let matter = try Self.matter(of: &deck, potentials: potentials)
    let potential = matter.potential
    units = matter.units
    var settings = try Self.settings(
      deck.root.section("micro"), of: potential, units,
      temperature: deck.root.section("micro").quantity("temperature", in: units.micro))
    let interaction =
      potential.isCharged
      ? try Self.charged(potential, settings, units, &deck, notice) : matter.interaction
    try DensitySearch(interaction, settings, units: units).complete(
      &deck, written: Self.written(_:_:in:units:), notice: notice)
    let micro = deck.root.section("micro")
    settings.density = micro.quantity("density", in: units.micro)
    // Charges reach as far as anything; what keeps particles apart is the rest.
    try Feasibility(settings, matter.interaction, micro, units).require()
    model = try ShearedFluid(potential: interaction, settings: settings)
    var plan = SamplingPlan(seed: UInt64(deck.root.integer("seed")))
    plan.replicas = micro.integer("replicas")
    plan.estimator = micro.choice("estimator", as: StressEstimator.self)
    plan.crossCheck = StressEstimator(rawValue: micro.text("crossCheck"))
    guard plan.crossCheck != plan.estimator else {
      throw micro.problem(
        at: "crossCheck", "it is the estimator that answers",
        advice: "Compare with another one, or write crossCheck: none.")
    }
    self.plan = plan
  }

  /// The interaction with its charges, which are looked at in the fluid of the deck's density.
  private static func charged(
    _ potential: PotentialFile, _ settings: ShearedFluid.Settings, _ units: DeckUnits,
    _ deck: inout Deck, _ notice: (String) -> Void
  ) throws -> any PairPotential {
    let micro = deck.root.section("micro")
    guard micro.has("density") else {
      throw micro.problem(
        at: "density", "a fluid of charges needs it; it is not looked for at a pressure yet",
        advice: "Write density: 1.5 g/cm^3, say.")
    }
    var settings = settings
    settings.density = micro.quantity("density", in: units.micro)
    try Feasibility(
      settings, try potential.interaction(in: units.micro), micro, units
    ).require()
    return try ChargeComposer(potential: potential, settings: settings, units: units)
      .interaction(&deck, written: written(_:_:in:units:), notice: notice)
  }

  /// The interaction that the section `micro` of a deck names, and its units; what steps were left to
  /// be chosen is written down.
  ///
  /// - Throws: `DeckError` where the potential is missing or steps do not fit to it.
  static func matter(
    of deck: inout Deck, potentials: PotentialLibrary
  ) throws -> (potential: PotentialFile, interaction: any PairPotential, units: DeckUnits) {
    let potential = try potentials.potential(
      namedBy: "potential", of: deck.root.section("micro"))
    // The completed deck may lie elsewhere.
    if let file = potentials.ownFile(of: deck.root.section("micro").text("potential")) {
      deck.root.record(DeckPrinter.scalar(file, inFlow: false), at: "micro.potential")
    }
    let units = try units(of: potential, in: deck)
    deck.root.reducedUnits = units.micro
    let interaction = try potential.interaction(in: units.micro)
    recordChoices(
      in: &deck, units, timeStep: potential.molecules.isEmpty ? 0.005 : 0.001,
      cutoff: interaction.cutoff)
    let longestBond = potential.bond(in: units.micro).map {
      BondedTopology.chains(1, length: 2, bond: $0).extent
    }
    // Before a density is searched for, which takes steps with such a skin.
    try Stepping(deck.root.section("micro"), units).require(
      cutoff: max(interaction.cutoff, longestBond ?? 0))
    return (potential, interaction, units)
  }

  /// All settings but the density, which is that of one particle in a unit of volume.
  static func settings(
    _ micro: DeckSection, of potential: PotentialFile, _ units: DeckUnits, temperature: Double
  ) throws -> ShearedFluid.Settings {
    var settings = ShearedFluid.Settings(density: 1, temperature: temperature)
    try settings.takeParticles(from: micro, of: potential, in: units.micro)
    settings.density = settings.meanMass
    settings.stepsPerSample = micro.integer("stepsPerSample")
    settings.timeStep = micro.quantity("timeStep", in: units.micro)
    settings.thermostatTime = micro.quantity("thermostatTime", in: units.micro)
    settings.thermostat = micro.choice("thermostat", as: ShearedFluid.Bath.self)
    settings.forces.arithmetic = micro.choice("arithmetic", as: Arithmetic.self)
    settings.forces.skin = micro.quantity("skin", in: units.micro)
    return settings
  }

  private static func units(of potential: PotentialFile, in deck: Deck) throws -> DeckUnits {
    if let units = potential.unitSystem { return .substance(units) }
    if let path = deck.root.firstPhysicalQuantity {
      throw deck.root.problem(
        at: path, "the potential \(potential.name) stands for no substance and has no units",
        advice: "Write units: reduced and plain numbers, or name the potential of a substance.")
    }
    return .uniform(isReduced: true)
  }

  /// Writes down what the deck left to be chosen, before anything is read: whoever runs the
  /// completed deck reads the very same numbers.
  private static func recordChoices(
    in deck: inout Deck, _ units: DeckUnits, timeStep: Double, cutoff: Double
  ) {
    let chosen: [(String, Double, Tensors.Dimension)] = [
      ("timeStep", timeStep, .time), ("thermostatTime", 0.2, .time),
      ("skin", ForceSettings.usualSkin(cutoff: cutoff), .length),
    ]
    for (name, value, dimension) in chosen where !deck.root.section("micro").has(name) {
      deck.root.record(written(value, dimension, in: deck, units: units), at: "micro.\(name)")
    }
  }

  /// A reduced value as it stands in the deck.
  static func written(
    _ value: Double, _ dimension: Tensors.Dimension, in deck: Deck, units: DeckUnits
  ) -> String {
    deck.root.unitMode == .reduced
      ? NumberText.significant(value, digits: 10)
      : HumanUnits.text(value * units.micro.scale(of: dimension), dimension, digits: 10)
  }

  /// The budget of a question in recorded rows, from a section that has the key `budget`.
  ///
  /// - Throws: `DeckError` where it does not suffice for a first look at the error.
  func plan(budgetIn path: [String], of deck: inout Deck) throws -> SamplingPlan {
    if !deck.root.section(at: path).has("budget") {
      deck.root.record(
        Self.written(20_000, .time, in: deck, units: units),
        at: (path + ["budget"]).joined(separator: ".")
      )
    }
    let section = deck.root.section(at: path)
    let time = section.quantity("budget", in: units.micro)
    var plan = plan
    // More rows than fit into any memory are as good as no limit.
    let rows = Int(min(time / model.timePerSample, 1e15))
    let least = plan.replicas * (model.longestTransient + plan.firstLook)
    guard rows >= least else {
      let smallest = units.micro.factor(to: units.macro, for: .time) * model.timePerSample
      throw section.problem(
        at: "budget",
        "\(plan.replicas) replicas settle and are looked at for the first time after "
          + units.text(smallest * Double(least), .time),
        advice: "Write at least that, use fewer replicas or a smaller stepsPerSample.")
    }
    plan.budget = rows
    if let coupling = deck.root.optionalSection("coupling") {
      plan.tolerance = coupling.number("quarantine")
      plan.seamlessRows = try seamlessRows(coupling, deck)
    }
    return plan
  }
}

extension FluidComposer {
  /// The rows that boxes record in a batch where each face keeps its own; nil where none does.
  private func seamlessRows(_ coupling: DeckSection, _ deck: Deck) throws -> Int? {
    guard let time = coupling.optionalQuantity("seamless", in: units.micro) else { return nil }
    let macro = deck.root.optionalSection("macro")
    guard deck.problem == "channelFlow", macro?.section("solution").text("mode") == "startUp" else {
      throw coupling.problem(
        at: "seamless", "boxes that advance with the macroscopic clock need one: a march in time",
        advice: "Write solution: { mode: startUp, ... }, or leave it out.")
    }
    guard coupling.text("surrogate") == "none" else {
      throw coupling.problem(
        at: "surrogate", "in the seamless mode every face asks its own boxes in every step",
        advice: "Leave surrogate or seamless out.")
    }
    guard plan.replicas > 1 else {
      throw deck.root.section("micro").problem(
        at: "replicas", "the error of an answer is told from how two replicas differ, at least",
        advice: "Use two or more.")
    }
    let rows = (time / model.timePerSample).rounded()
    guard rows >= 1, rows <= 1e9 else {
      throw coupling.problem(
        at: "seamless",
        "a box records a row every "
          + units.text(
            model.timePerSample * units.micro.factor(to: units.macro, for: .time), .time),
        advice: "Write that time at least.")
    }
    return Int(rows)
  }
}

extension DeckSection {
  /// The section that a path leads to.
  fileprivate func section(at path: [String]) -> DeckSection {
    path.reduce(self) { $0.section($1) }
  }
}
