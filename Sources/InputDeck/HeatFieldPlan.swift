internal import Foundation
public import MolecularDynamics
public import Multiscale
internal import Tensors

/// A deck turned into the question for the thermal conductivity of a fluid in heat fields.
public struct HeatFieldPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck
  /// The box that is driven.
  public let model: HeatFieldFluid
  /// Replicas and seed; the budget counts stretches of all replicas.
  public let sampling: SamplingPlan
  /// The half-width of the 95 % interval asked of the conductivity, as a share of it.
  public let relativePrecision: Double
  /// The units of both scales.
  public let units: DeckUnits

  /// Whether a deck asks for a heat field.
  public static func isAsked(by deck: Deck) -> Bool {
    deck.root.optionalSection("load")?.has("heatField") == true
  }

  /// Reads, completes and checks a deck whose load is `heatField`.
  ///
  /// - Parameters:
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  ///   - notice: told what takes long.
  /// - Throws: `DeckError`.
  public init(
    _ deck: Deck, seed: UInt64? = nil, potentials: PotentialLibrary? = nil,
    notice: (String) -> Void = { _ in }
  ) throws {
    let question = try RestingQuestion(
      deck, load: "heatField", answer: "in a heat field the conductivity", seed: seed,
      potentials: potentials, notice: notice)
    let section = question.section
    model = try Self.box(
      question.fluid, strongest: section.optionalQuantity("strongest", in: question.units.micro),
      stretch: section.optionalQuantity("stretch", in: question.units.micro) ?? 50,
      question.deck.root.section("micro"))
    sampling = try question.plan(ofStretches: model.timePerStretch)
    relativePrecision = question.relativePrecision
    (units, self.deck) = (question.units, question.deck)
  }

  /// A box in heat fields.
  ///
  /// - Parameters:
  ///   - strongest: the strongest field, in the units of the micro model; nil for the usual one.
  ///   - stretch: the time of a stretch, in the same units.
  ///   - micro: the section that describes the fluid.
  /// - Throws: `DeckError` where a heat field does not fit the fluid.
  static func box(
    _ fluid: ShearedFluid, strongest: Double?, stretch: Double, _ micro: DeckSection
  ) throws -> HeatFieldFluid {
    let isPlain =
      fluid.potential.electrostatics == nil && fluid.settings.molecules == nil
      && fluid.settings.chains == nil
    guard isPlain, fluid.potential.speciesCount == 1 else {
      throw micro.problem(
        at: "potential",
        isPlain
          ? "in a mixture a heat field drives diffusion too, and what heat that carries is not known "
            + "without partial enthalpies"
          : "a heat field acts on particles that have neither bonds nor charges",
        advice: "Use one species of single particles, or fluctuations at rest.")
    }
    return try HeatFieldFluid(
      fluid, strongest: strongest ?? HeatFieldFluid.usualField(in: fluid), stretchTime: stretch)
  }

  /// The time of all stretches that the precision is expected to take, in reduced units.
  public var expectedTime: Double {
    Self.expectedTime(relativeHalfWidth: relativePrecision, of: model)
  }

  /// The same for any box.
  ///
  /// A mean current over a time t has the variance 2 λ T² V/t (Green and Kubo), so a conductivity in a field F
  /// 2 λ/(V t F²); the line through three fields makes 13.7 of it for the strongest field and the time in
  /// all three. Of liquids λ is about 6.
  static func expectedTime(relativeHalfWidth: Double, of model: HeatFieldFluid) -> Double {
    let field = model.fields.last ?? 1
    let error = relativeHalfWidth / 1.96
    let variance = 13.7 * 2 / (6 * model.fluid.settings.volume * field * field)
    let overhead = model.timePerStretch / (2 * Double(model.fields.count) * model.stretchTime)
    return max(1.3 * variance / (error * error) * overhead, 16 * model.timePerStretch)
  }
}
