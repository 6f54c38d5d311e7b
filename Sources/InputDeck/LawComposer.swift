public import Continuum
public import MolecularDynamics
public import Multiscale
public import ScaleBridge
public import Tensors

/// What answers the questions of a flow: a box of particles, or a closed formula.
public enum FluidModel: Sendable {
  /// A box of particles, how it is sampled, and its units.
  case sheared(ShearedFluid, SamplingPlan)
  /// A formula, with the standard deviation of the noise put on its answers, in [pressure].
  case newtonian(NewtonianFluid, noise: Double)
  /// A formula, with the standard deviation of the noise put on its answers, in [pressure].
  case carreau(CarreauFluid, noise: Double)
}

/// A law for flows, asked and answering in macroscopic units.
public typealias FlowLaw = any ConstitutiveLaw<VelocityGradient, CauchyStress>

extension FluidModel {
  /// Assembles the law: units outside, equal and mirrored questions asked once, the model inside.
  ///
  /// - Parameters:
  ///   - units: the units of both scales.
  ///   - seed: names the noise of closed forms.
  ///   - scheduler: where replicas run.
  ///   - progress: told how sampling goes on.
  ///   - recorded: told after every batch what was recorded, in the units of the micro model.
  ///   - tested: told of every test of linear response, in the units of the micro model.
  ///   - faulted: told what went wrong.
  ///   - surrogate: what answers in place of the model where it can.
  ///   - learned: told after every batch what the surrogate has done so far.
  ///   - archive: where answers of micro simulations are kept for good; nil for nowhere.
  ///   - checkpoint: where the run remembers how far it has come; nil for nowhere.
  /// - Throws: `StoreError`, `CheckpointFailure`.
  public func law(
    in units: DeckUnits, seed: UInt64, on scheduler: ThreadScheduler,
    progress: @escaping @Sendable (SamplingProgress) -> Void,
    recorded: @escaping @Sendable ([VelocityGradient], [SampledRecord]) -> Void = { _, _ in },
    tested: @escaping @Sendable (LinearityTest) -> Void = { _ in },
    faulted: @escaping @Sendable ([Incident]) -> Void = { _ in },
    surrogate: SurrogateKind = .none,
    learned: @escaping @Sendable (SurrogateReport) -> Void = { _ in },
    archive: AnswerArchive? = nil, checkpoint: CheckpointBook? = nil
  ) throws -> FlowLaw {
    switch self {
    case .sheared(let model, var plan):
      plan.surrogate = surrogate
      return try EstimatorComposer(
        model: model.sharing(threads: scheduler.width, amongBoxes: plan.replicas), plan: plan,
        units: units, scheduler: scheduler, progress: progress, recorded: recorded,
        tested: tested, faulted: faulted, learned: learned, archive: archive, checkpoint: checkpoint
      ).law()
    case .newtonian(let fluid, let noise):
      return try Self.blurred(fluid, by: noise, seed: seed, surrogate, learned)
    case .carreau(let fluid, let noise):
      return try Self.blurred(fluid, by: noise, seed: seed, surrogate, learned)
    }
  }

  private static func blurred<Fluid: GeneralizedNewtonianFluid>(
    _ fluid: Fluid, by noise: Double, seed: UInt64, _ kind: SurrogateKind,
    _ learned: @escaping @Sendable (SurrogateReport) -> Void
  ) throws -> FlowLaw {
    guard noise > 0 else { return DistinctLaw(fluid) }
    let noisy = try NoisyLaw(fluid, standardDeviation: noise, seed: seed)
    guard kind == .gaussianProcess else { return DistinctLaw(noisy) }
    var surrogate = SurrogateLaw(noisy)
    surrogate.told = learned
    return DistinctLaw(surrogate)
  }

  /// Whether answers are sampled, and worth keeping.
  public var isSampled: Bool {
    if case .sheared = self { true } else { false }
  }

  /// A rough viscosity at rest for the first questions, in macroscopic units.
  func viscosityGuess(in units: DeckUnits) -> Double {
    switch self {
    case .sheared: 2 * units.micro.factor(to: units.macro, for: .viscosity)
    case .newtonian(let fluid, _): fluid.viscosity
    case .carreau(let fluid, _): fluid.zeroShearViscosity
    }
  }

  /// Reads the section `micro` of a deck, and writes down what was left to be chosen.
  ///
  /// - Parameters:
  ///   - budget: the path of the section that has the key `budget`.
  ///   - potentials: where potentials are looked for; by default where a deck's author expects.
  /// - Throws: `DeckError`.
  static func compose(
    _ deck: inout Deck, budgetIn budget: [String], potentials: PotentialLibrary?,
    notice: (String) -> Void
  ) throws -> (model: FluidModel, units: DeckUnits) {
    guard deck.root.has("micro") else {
      throw deck.root.problem(
        at: "micro", "this key is missing: a section is required",
        advice: "What answers for the missing flux. Write its keys on indented lines below.")
    }
    if deck.root.section("micro").text("model") == "shearedFluid" {
      let composer = try FluidComposer(
        &deck, potentials: potentials ?? PotentialLibrary(deck: deck.file), notice: notice)
      let plan = try composer.plan(budgetIn: budget, of: &deck)
      return (.sheared(composer.model, plan), composer.units)
    }
    let micro = deck.root.section("micro")
    let others = ["fourierConduction", "conductingFluid", "conductingCrystal", "medium"]
    guard !others.contains(micro.text("model")) else {
      throw micro.problem(
        at: "model", "a flow asks for stresses, and this model answers fluxes of heat or matter",
        advice: "Use a fluid, or problem: heatConduction, or diffusion for a medium.")
    }
    let units = DeckUnits.uniform(isReduced: deck.root.unitMode == .reduced)
    let noise = micro.quantity("noise", in: .si)
    if micro.text("model") == "newtonianFluid" {
      let fluid = try NewtonianFluid(viscosity: micro.quantity("viscosity", in: .si))
      return (.newtonian(fluid, noise: noise), units)
    }
    let zero = micro.quantity("zeroShearViscosity", in: .si)
    let infinite = micro.quantity("infiniteShearViscosity", in: .si)
    guard infinite <= zero else {
      throw micro.problem(
        at: "infiniteShearViscosity", "it exceeds the zero-shear viscosity",
        advice: "A Carreau fluid thins: give a smaller value.")
    }
    let fluid = try CarreauFluid(
      zeroShearViscosity: zero, infiniteShearViscosity: infinite,
      relaxationTime: micro.quantity("relaxationTime", in: .si),
      exponent: micro.number("exponent"))
    return (.carreau(fluid, noise: noise), units)
  }
}
