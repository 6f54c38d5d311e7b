internal import Continuum
internal import Discretization
internal import MolecularDynamics
internal import Tensors

/// Makes the channel flow of a deck.
struct ChannelComposer {
  let flow: ChannelFlow

  /// Reads the section `macro`, and writes down in the deck what was left to be chosen.
  ///
  /// - Throws: `DeckError` where parts do not fit together.
  init(_ deck: inout Deck, model: FluidModel, units: DeckUnits) throws {
    let chosen: [(String, Double?, Tensors.Dimension)] = [
      ("density", try Self.density(deck, model, units), .density),
      ("viscosityGuess", model.viscosityGuess(in: units), .viscosity),
    ]
    for (name, value, dimension) in chosen where !deck.root.section("macro").has(name) {
      guard let value else { continue }
      deck.root.record(Self.written(value, dimension, deck, units), at: "macro.\(name)")
    }
    let macro = deck.root.section("macro")
    let channel = try Self.channel(macro)
    let precision = deck.root.section("coupling").section("precision")
    let request = try PrecisionRequest(
      fluxFraction: precision.number("absolute"), relative: precision.number("relative"))
    flow = try Self.flow(channel, macro, request)
    guard flow.loads.allSatisfy({ $0.shearRate.isFinite }) else {
      throw macro.problem(
        at: "height", "the shear rates it makes of the driving are too large for a number",
        advice: "Check the units of height, forceDensity and viscosities.")
    }
    try units.requireNormal(flow.precision, of: precision, "absolute")
  }

  private static func channel(_ macro: DeckSection) throws -> Channel {
    let isPeriodic = macro.text("boundaries") == "periodic"
    for wall in ["lowerWall", "upperWall"] where isPeriodic && macro.isWritten(wall) {
      throw macro.problem(at: wall, "a periodic channel has no walls", advice: "Remove the key.")
    }
    let force = macro.quantity("forceDensity", in: .si)
    let lower = macro.quantity("lowerWall", in: .si)
    let upper = macro.quantity("upperWall", in: .si)
    guard force != 0 || lower != upper else {
      throw macro.problem(
        at: "forceDensity", "nothing drives the flow: no force and no wall that moves",
        advice: "Give a forceDensity, or the velocity of a wall.")
    }
    return try Channel(
      height: macro.quantity("height", in: .si), cells: macro.integer("cells"),
      fluid: .init(
        // The steady state, which alone does without, does not depend on it.
        density: macro.optionalQuantity("density", in: .si) ?? 1,
        expectedViscosity: macro.quantity("viscosityGuess", in: .si)),
      boundaries: isPeriodic ? .periodic : .walls(lower: lower, upper: upper),
      forcing: macro.text("forcing") == "cosine" ? .cosine(force) : .uniform(force))
  }

  private static func flow(
    _ channel: Channel, _ macro: DeckSection, _ request: PrecisionRequest
  ) throws -> ChannelFlow {
    let solution = macro.section("solution")
    guard solution.text("mode") == "startUp" else {
      if macro.text("boundaries") == "periodic", macro.text("forcing") == "uniform" {
        throw macro.problem(
          at: "forcing", "a uniform force on a periodic channel has no steady state",
          advice: "Write forcing: cosine, use walls, or ask for mode: startUp.")
      }
      let criterion = try SteadyCriterion(
        relativeTolerance: solution.number("relativeTolerance"),
        maximumIterations: solution.integer("maximumIterations"),
        coarsening: [solution.number("coarseFirst")])
      return try ChannelFlow(steady: channel, until: criterion, request: request)
    }
    let step = solution.quantity("timeStep", in: .si)
    let ratio = solution.quantity("endTime", in: .si) / step
    let count = ratio.rounded()
    guard count >= 1, count <= 1_000_000 else {
      throw solution.problem(
        at: "endTime",
        "it is \(NumberText.significant(ratio, digits: 3)) time steps, not between one and a "
          + "million",
        advice: "Change endTime or timeStep.")
    }
    let stepper = try TimeStepper(
      solution.choice("scheme", as: TimeScheme.self), step: step, count: Int(count))
    return try ChannelFlow(transient: channel, by: stepper, request: request)
  }

  /// The density that the deck states, or that of the micro model; nil where none is needed.
  private static func density(
    _ deck: Deck, _ model: FluidModel, _ units: DeckUnits
  ) throws -> Double? {
    let macro = deck.root.section("macro")
    if case .sheared(let fluid, _) = model {
      let density = fluid.settings.density * units.micro.factor(to: units.macro, for: .density)
      let stated = macro.optionalQuantity("density", in: .si) ?? density
      guard (stated / density - 1).magnitude < 1e-6 else {
        throw macro.problem(
          at: "density", "it differs from the density of the micro model",
          advice: "Remove the key; the micro model's density is used.")
      }
      return density
    }
    guard macro.has("density") || macro.section("solution").text("mode") == "steady" else {
      throw macro.problem(
        at: "density", "the start-up of a closed-form fluid needs its density",
        advice: "Write a density such as 1400 kg/m^3.")
    }
    return macro.optionalQuantity("density", in: .si)
  }

  private static func written(
    _ value: Double, _ dimension: Tensors.Dimension, _ deck: Deck, _ units: DeckUnits
  ) -> String {
    guard deck.root.unitMode == .reduced else {
      return HumanUnits.text(value, dimension, digits: 10)
    }
    return NumberText.significant(
      value * units.macro.factor(to: units.micro, for: dimension), digits: 10)
  }
}
