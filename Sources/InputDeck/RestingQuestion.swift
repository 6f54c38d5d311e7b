internal import MolecularDynamics
internal import Multiscale
internal import Tensors

/// What every question to boxes that no flow shears has in common: a fluid, how it is sampled, and a
/// precision that is a share of the answer.
struct RestingQuestion {
  /// The deck, completed with everything that was left to be chosen.
  let deck: Deck
  /// The fluid.
  let fluid: ShearedFluid
  /// Replicas and seed; the budget counts rows of the fluid.
  let plan: SamplingPlan
  /// The half-width of the 95 % interval asked of the answer, as a share of it.
  let relativePrecision: Double
  /// The units of both scales.
  let units: DeckUnits

  /// The section that asks.
  var section: DeckSection { deck.root.section("load").section(load) }

  private let load: String

  /// Reads, completes and checks a deck.
  ///
  /// - Parameters:
  ///   - load: the key of `load` that asks.
  ///   - answer: what the precision is a share of.
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  ///   - notice: told what takes long.
  /// - Throws: `DeckError`.
  init(
    _ deck: Deck, load key: String, answer: String, seed: UInt64?, potentials: PotentialLibrary?,
    notice: (String) -> Void
  ) throws {
    var deck = deck
    try deck.requireFittingComparison()
    deck.prepare(seed: seed, optional: "precision")
    let load = deck.root.section("load")
    let others = FlowLoad.Kind.allCases.map(\.rawValue) + ["rest", "heatField"]
    if let other = others.first(where: { $0 != key && load.has($0) }) {
      throw load.problem(
        at: other,
        key == "rest" ? "a fluid at rest has no flow" : "a heat field is imposed by itself",
        advice: "Remove \(key) to impose the other load, or remove the other load.")
    }
    let (composed, units) = try FluidModel.compose(
      &deck, budgetIn: ["precision"], potentials: potentials, notice: notice)
    guard case .sheared(let fluid, let plan) = composed else {
      throw load.problem(
        at: key, "a closed-form law has no particles that fluctuate or carry heat",
        advice: "Impose a flow, or take the model shearedFluid.")
    }
    let section = deck.root.section("precision")
    relativePrecision = section.number("relative")
    guard relativePrecision > 0, section.quantity("absolute", in: .si) == 0 else {
      throw section.problem(
        at: section.quantity("absolute", in: .si) == 0 ? "relative" : "absolute",
        "\(answer) is measured, to a share of itself",
        advice: "Write relative: 5 % and no absolute half-width.")
    }
    (self.deck, self.fluid, self.plan, self.units) = (deck, fluid, plan, units)
    self.load = key
  }

  /// The plan with a budget of stretches of a length.
  ///
  /// - Throws: `DeckError` where two stretches of every replica are more.
  func plan(ofStretches time: Double) throws -> SamplingPlan {
    var plan = plan
    plan.budget = Int(Double(plan.budget) * fluid.timePerSample / time)
    guard plan.budget >= 2 * plan.replicas else {
      throw deck.root.section("precision").problem(
        at: "budget", "\(plan.replicas) replicas record two stretches each at least",
        advice: "Use fewer replicas, shorter stretches or a larger budget.")
    }
    return plan
  }
}
