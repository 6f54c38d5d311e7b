internal import Foundation
internal import MolecularDynamics
internal import Multiscale
internal import Tensors

/// Makes the boxes at rest that a deck asks for conductivities.
struct ConductingComposer {
  let model: ConductingFluid
  let units: DeckUnits

  /// Reads the section `micro` of a deck whose model is a conducting fluid, and the budget of its
  /// section `coupling.precision`, and writes down what was left to be chosen.
  ///
  /// - Throws: `DeckError` where the potential is missing or parts do not fit together.
  init(_ deck: inout Deck, potentials: PotentialLibrary) throws {
    let matter = try FluidComposer.matter(of: &deck, potentials: potentials)
    let units = matter.units
    let micro = deck.root.section("micro")
    guard !matter.potential.isCharged else {
      throw micro.problem(
        at: "potential", "boxes that conduct heat for a macroscopic problem have no charges yet",
        advice:
          "Measure the conductivity by load: { rest: { heatCurrentEvery: 5 } }, and write it down as "
          + "a formula.")
    }
    // Whatever temperature is asked for later, the rules checked here are the same.
    var settings = try FluidComposer.settings(micro, of: matter.potential, units, temperature: 1)
    guard micro.has("density") || micro.has("pressure") else {
      throw micro.problem(
        at: "density", "neither the density nor the pressure of the fluid is given",
        advice: "Write pressure: 5 MPa, say, or density: 1300 kg/m^3.")
    }
    let density = micro.optionalQuantity("density", in: units.micro)
    settings.density = density ?? settings.usualDensity
    try Feasibility(settings, matter.interaction, micro, units).require()
    let fluid = try ShearedFluid(potential: matter.interaction, settings: settings)
    let stretch = micro.optionalQuantity("stretch", in: units.micro) ?? 50
    let estimator = try Self.estimator(micro, of: fluid, stretch: stretch, units)
    model = ConductingFluid(
      fluid, pressure: density == nil ? micro.quantity("pressure", in: units.micro) : nil,
      stretchTime: stretch, estimator: estimator.choice,
      plan: try Self.plan(&deck, timePerStretch: estimator.timePerStretch, units))
    self.units = units
  }

  /// How boxes tell the conductivity, and the time that one of their stretches takes.
  private static func estimator(
    _ micro: DeckSection, of fluid: ShearedFluid, stretch: Double, _ units: DeckUnits
  ) throws -> (choice: ConductivityEstimator, timePerStretch: Double) {
    // Crystals have no choice.
    if micro.text("model") == "conductingFluid", micro.text("estimator") == "imposedField" {
      let box = try HeatFieldPlan.box(
        fluid, strongest: micro.optionalQuantity("heatField", in: units.micro), stretch: stretch,
        micro)
      return (.imposedField(strongest: box.fields.last ?? 0), box.timePerStretch)
    }
    let interval = micro.integer("heatCurrentEvery")
    _ = try TransportPlan.box(fluid, stretch: stretch, looking: interval, micro, units)
    return (.fluctuations(stepsPerHeatCurrent: interval), stretch)
  }

  private static func plan(
    _ deck: inout Deck, timePerStretch stretch: Double, _ units: DeckUnits
  ) throws -> SamplingPlan {
    var plan = SamplingPlan(seed: deck.seed)
    plan.replicas = deck.root.section("micro").integer("replicas")
    if !deck.root.section("coupling").section("precision").has("budget") {
      deck.root.record(
        FluidComposer.written(20_000, .time, in: deck, units: units),
        at: "coupling.precision.budget")
    }
    let precision = deck.root.section("coupling").section("precision")
    plan.budget = Int(min(precision.quantity("budget", in: units.micro) / stretch, 1e9))
    guard plan.budget >= 2 * plan.replicas else {
      throw precision.problem(
        at: "budget", "\(plan.replicas) replicas record two stretches each at least",
        advice: "Use fewer replicas, shorter stretches or a larger budget.")
    }
    return plan
  }
}
