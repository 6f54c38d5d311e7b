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
  init(_ deck: inout Deck) throws {
    let potential = try PotentialLibrary(deck: deck.file).potential(
      namedBy: "potential", of: deck.root.section("micro"))
    units = try Self.units(of: potential, in: deck)
    deck.root.reducedUnits = units.micro
    let micro = deck.root.section("micro")
    let interaction = try LennardJones.make(potential.lennardJones, in: units.micro)
    var settings = ShearedFluid.Settings(
      density: micro.quantity("density", in: units.micro),
      temperature: micro.quantity("temperature", in: units.micro))
    settings.mass = potential.unitSystem == nil ? potential.mass : 1
    settings.particles = micro.integer("particles")
    settings.stepsPerSample = micro.integer("stepsPerSample")
    settings.timeStep = micro.optionalQuantity("timeStep", in: units.micro) ?? settings.timeStep
    settings.thermostatTime =
      micro.optionalQuantity("thermostatTime", in: units.micro) ?? settings.thermostatTime
    settings.skin = micro.optionalQuantity("skin", in: units.micro) ?? settings.skin
    try Self.requireFeasible(settings, interaction, micro)
    model = try ShearedFluid(potential: interaction, settings: settings)
    var plan = SamplingPlan(seed: UInt64(deck.root.integer("seed")))
    plan.replicas = micro.integer("replicas")
    self.plan = plan
    record(settings, in: &deck)
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

  /// The rules that tie density, number, cut-off and temperature together.
  private static func requireFeasible(
    _ settings: ShearedFluid.Settings, _ potential: any PairPotential, _ micro: DeckSection
  ) throws {
    let numberDensity = settings.density / settings.mass
    let edge = cbrt(Double(settings.particles) / numberDensity)
    // A sheared box is thinnest when its images are displaced by half an edge: 2/√5 of the edge.
    let reach = edge / 5.0.squareRoot()
    guard potential.cutoff <= reach else {
      let needed = numberDensity * pow(potential.cutoff * 5.0.squareRoot(), 3)
      throw micro.problem(
        at: "particles",
        "the potential's cut-off, \(NumberText.significant(potential.cutoff, digits: 4)) in reduced "
          + "units, exceeds half the width of the sheared box, "
          + "\(NumberText.significant(reach, digits: 4))",
        advice: "Use at least \(Int(needed.rounded(.up))) particles or a shorter cut-off.")
    }
    // Nearest neighbours of a close-packed crystal at this density, in reduced lengths.
    let spacing = cbrt(2.0.squareRoot() / numberDensity)
    guard spacing >= 0.8 * potential.closestApproach else {
      throw micro.problem(
        at: "density",
        "no packing of the particles reaches it: even close-packed neighbours would be "
          + "\(NumberText.significant(spacing / potential.closestApproach, digits: 2)) particle "
          + "diameters apart, less than 0.8",
        advice: "Check the density's units; a liquid has about 0.8 particles per cubed diameter.")
    }
    guard settings.timeStep <= 0.05 else {
      throw micro.problem(
        at: "timeStep",
        "it is \(NumberText.significant(settings.timeStep, digits: 3)) in reduced units, where "
          + "trajectories break down above about 0.02; at most 0.05 is accepted",
        advice: "0.005 is usual.")
    }
  }

  /// Writes down what the deck left to be chosen.
  private func record(_ settings: ShearedFluid.Settings, in deck: inout Deck) {
    let chosen: [(String, Double, Tensors.Dimension)] = [
      ("timeStep", settings.timeStep, .time), ("thermostatTime", settings.thermostatTime, .time),
      ("skin", settings.skin, .length),
    ]
    for (name, value, dimension) in chosen where !deck.root.section("micro").has(name) {
      deck.root.record(written(value, dimension, in: deck), at: "micro.\(name)")
    }
  }

  /// A reduced value as it stands in the deck.
  func written(_ value: Double, _ dimension: Tensors.Dimension, in deck: Deck) -> String {
    deck.root.unitMode == .reduced
      ? NumberText.significant(value, digits: 10)
      : HumanUnits.text(value * units.micro.scale(of: dimension), dimension, digits: 10)
  }

  /// The budget of a question in recorded rows, from a section that has the key `budget`.
  func plan(budgetIn path: [String], of deck: inout Deck) -> SamplingPlan {
    let standard = 20_000.0
    var section = deck.root
    for name in path { section = section.section(name) }
    let time = section.optionalQuantity("budget", in: units.micro) ?? standard
    if !section.has("budget") {
      deck.root.record(
        written(standard, .time, in: deck), at: (path + ["budget"]).joined(separator: "."))
    }
    var plan = plan
    plan.budget = max(plan.replicas * plan.firstLook, Int(time / model.timePerSample))
    return plan
  }
}

extension LennardJones {
  /// The interaction a potential file states, in a unit system.
  static func make(
    _ file: PotentialFile.LennardJones, in units: UnitSystem, cutoff: Double? = nil,
    truncation: PotentialFile.Truncation? = nil, tailCorrected: Bool? = nil
  ) throws -> any PairPotential {
    let kind = truncation ?? file.truncation
    let interaction = try LennardJones(
      sigma: file.sigma / units.scale(of: .length),
      epsilon: file.epsilon / units.scale(of: .energy),
      cutoff: cutoff ?? file.cutoff / units.scale(of: .length), shifted: kind == .shifted,
      tailCorrected: tailCorrected ?? file.tailCorrection)
    return kind == .forceShifted ? ForceShifted(interaction) : interaction
  }
}

extension PairPotential {
  /// The distance at which repulsion sets in: where the energy first is that of the cut-off.
  var closestApproach: Double {
    let steps = 2000
    let edge: (energy: Double, forceOverDistance: Double) = evaluate(
      squaredDistance: cutoff * cutoff)
    for step in 1..<steps {
      let distance = cutoff * Double(step) / Double(steps)
      let pair: (energy: Double, forceOverDistance: Double) = evaluate(
        squaredDistance: distance * distance)
      if pair.energy <= edge.energy { return distance }
    }
    return cutoff
  }
}
