internal import Foundation
public import MolecularDynamics
public import Multiscale
internal import Tensors

/// A deck turned into the question for transport coefficients of a fluid at rest.
public struct TransportPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck
  /// The box that is watched.
  public let model: EquilibriumFluid
  /// Replicas and seed; the budget counts stretches of all replicas.
  public let sampling: SamplingPlan
  /// The half-width of the 95 % interval asked of the viscosity, as a share of it.
  public let relativePrecision: Double
  /// The units of both scales.
  public let units: DeckUnits

  /// Whether a deck asks for a fluid at rest.
  public static func isAsked(by deck: Deck) -> Bool {
    deck.root.optionalSection("load")?.has("rest") == true
  }

  /// Reads, completes and checks a deck whose load is `rest`.
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
      deck, load: "rest", answer: "at rest the viscosity", seed: seed, potentials: potentials,
      notice: notice)
    relativePrecision = question.relativePrecision
    (units, self.deck) = (question.units, question.deck)
    model = try Self.model(question.fluid, question.section, question.units)
    sampling = try question.plan(ofStretches: model.stretchTime)
  }

  private static func model(
    _ fluid: ShearedFluid, _ rest: DeckSection, _ units: DeckUnits
  ) throws -> EquilibriumFluid {
    try box(
      fluid, stretch: rest.optionalQuantity("stretch", in: units.micro) ?? 50,
      looking: rest.has("heatCurrentEvery") ? rest.integer("heatCurrentEvery") : nil, rest, units)
  }

  /// The box at rest that a section with the keys `stretch` and `heatCurrentEvery` describes.
  ///
  /// - Throws: `DeckError` where these do not fit the fluid.
  static func box(
    _ fluid: ShearedFluid, stretch: Double, looking interval: Int?, _ section: DeckSection,
    _ units: DeckUnits
  ) throws -> EquilibriumFluid {
    if let interval, !fluid.settings.stepsPerSample.isMultiple(of: interval) {
      throw section.problem(
        at: "heatCurrentEvery",
        "\(fluid.settings.stepsPerSample) steps make a sample, no whole number of looks",
        advice: "Write a divisor of micro.stepsPerSample: 5 is usual.")
    }
    if interval != nil, fluid.settings.molecules != nil {
      throw section.problem(
        at: "heatCurrentEvery", "the heat current of rigid molecules is not known yet",
        advice: "Leave it out: viscosity and diffusion are measured all the same.")
    }
    do {
      return try EquilibriumFluid(fluid, stretchTime: stretch, stepsPerHeatCurrent: interval)
    } catch {
      let least = 64 * fluid.timePerSample * units.micro.factor(to: units.macro, for: .time)
      throw section.problem(
        at: "stretch", "it must hold 64 samples, \(units.text(least, .time))",
        advice: "Fifty reduced units of time are usual for simple liquids.")
    }
  }

  /// The time of all stretches that the precision is expected to take, in reduced units.
  ///
  /// Three parameters fitted to M sequences of length t up to a frequency f leave the relative
  /// variance (15/8)²/(M f t) at zero frequency. Simple liquids have smooth spectra up to about
  /// 0.5 in reduced units; the rest, a factor 1.3, pays for the choice of cutoffs and the looks.
  public var expectedTime: Double {
    Self.expectedTime(relativeHalfWidth: relativePrecision, sequences: 5, of: model.stretchTime)
  }

  /// The same for any coefficient with so many fluctuating components.
  static func expectedTime(
    relativeHalfWidth: Double, sequences: Double, of stretchTime: Double
  ) -> Double {
    let error = relativeHalfWidth / 1.96
    return max(
      1.3 * (15 / 8) * (15 / 8) / (sequences * 0.5 * error * error), 16 * stretchTime)
  }
}
