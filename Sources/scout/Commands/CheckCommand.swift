internal import ArgumentParser
internal import Continuum
internal import Discretization
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// `scout check`: the completed deck and what it will cost, without running it.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate a deck; print it with every default, and its cost.")

  @Argument(help: "A deck.")
  var deck: String

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let deck = try Deck(contentsOf: deck, schema: .scout)
    let (completed, forecast) = try deck.root.has("macro") ? checkRun(deck) : checkMicro(deck)
    guard common.json else {
      Console.print(completed.completed.trimmed)
      Console.print("")
      Console.print(forecast.text(threads: simulation.threads))
      return
    }
    let document: JSONValue = .object([
      "deck": .string(completed.completed), "valid": .bool(true),
      "forecast": forecast.json(threads: simulation.threads),
    ])
    Console.print(JSONDocument.text(of: document).trimmed)
  }

  private func checkRun(_ deck: Deck) throws -> (Deck, CostForecast) {
    let plan = try RunPlan(deck, seed: simulation.seed)
    return (plan.deck, try CostForecast(of: plan))
  }

  private func checkMicro(_ deck: Deck) throws -> (Deck, CostForecast) {
    guard deck.root.has("load") else {
      throw deck.root.problem(
        at: "macro", "the deck has neither a macroscopic problem nor a load",
        advice: "Add the section macro for `scout run`, or load for `scout micro`.")
    }
    let plan = try MicroPlan(deck, seed: simulation.seed)
    return (plan.deck, try CostForecast(of: plan))
  }
}

/// What a deck is expected to cost, from the theory of fluctuations and a short trial.
///
/// The stress of a fluid of viscosity η in a volume V, averaged over a time t, has the variance
/// 2 η k_B T/(V t) by the Green–Kubo relation; a half-width h needs t = 1.96² · 2 η k_B T/(V h²).
///
/// - SeeAlso: Hansen & McDonald, *Theory of Simple Liquids*, 4th edition (2013), section 8.4,
///   <https://doi.org/10.1016/C2010-0-66723-X>.
private struct CostForecast {
  /// Particle steps of the whole deck; zero for closed forms.
  private let particleSteps: Double
  /// Particle steps per second on one core, measured; nil for closed forms.
  private let speed: Double?

  init(of plan: RunPlan) throws {
    guard case .sheared(let model, let sampling) = plan.model else {
      (particleSteps, speed) = (0, nil)
      return
    }
    let toMicro = plan.units.macro.factor(to: plan.units.micro, for: .pressure)
    let precision = plan.flow.precision
    let largest = (precision.absolute + precision.relative) * toMicro
    let rates = Set(plan.flow.loads.map { ($0.shearRate.magnitude * 1e-6).significand })
    // Start-up asks a batch every step; a steady state takes about three.
    let batches = Double(plan.flow.turnsExpected ?? 3)
    particleSteps =
      batches * Double(rates.count)
      * Self.particleSteps(ofQuestion: model, sampling, halfWidth: largest, rate: 0.1)
    speed = try Self.measuredSpeed(of: model)
  }

  init(of plan: MicroPlan) throws {
    guard case .sheared(let model, let sampling) = plan.model else {
      (particleSteps, speed) = (0, nil)
      return
    }
    let rate = plan.load.shearRate * plan.units.macro.factor(to: plan.units.micro, for: .rate)
    let absolute =
      plan.precision.absolute * plan.units.macro.factor(to: plan.units.micro, for: .pressure)
    let halfWidth = absolute + plan.precision.relative * 2.5 * rate.magnitude
    particleSteps = Self.particleSteps(
      ofQuestion: model, sampling, halfWidth: halfWidth, rate: rate.magnitude)
    speed = try Self.measuredSpeed(of: model)
  }

  /// Melting aside: transient of every replica, and sampling with the looks' overshoot.
  private static func particleSteps(
    ofQuestion model: ShearedFluid, _ plan: SamplingPlan, halfWidth: Double, rate: Double
  ) -> Double {
    let settings = model.settings
    let volume = Double(settings.particles) * settings.mass / settings.density
    let viscosity = 2.5
    let sampled =
      1.5 * 1.96 * 1.96 * 2 * viscosity * settings.temperature / (volume * halfWidth * halfWidth)
    let limited = min(sampled, Double(plan.budget) * model.timePerSample)
    let transient = Double(plan.replicas) * max(2, rate > 0 ? 1 / rate : 0)
    let least = Double(plan.replicas * plan.firstLook) * model.timePerSample
    return Double(settings.particles) * (transient + max(limited, least)) / settings.timeStep
  }

  /// A few thousand particle steps of a crystal, timed.
  private static func measuredSpeed(of model: ShearedFluid) throws -> Double {
    var settings = model.settings
    settings.particles = min(settings.particles, 4000)
    return try ShearedFluid(potential: model.potential, settings: settings).trialSpeed()
  }

  func text(threads: Int) -> String {
    guard let speed else { return "# forecast: closed-form law, well under a second" }
    let seconds = particleSteps / (speed * Double(threads))
    return "# forecast: about \(NumberText.significant(particleSteps / 1e6, digits: 2)) million "
      + "particle steps, \(SamplingNarrator.duration(seconds)) on \(threads) "
      + (threads == 1 ? "thread" : "threads")
  }

  func json(threads: Int) -> JSONValue {
    .object([
      "particleSteps": .number(particleSteps),
      "seconds": .number(speed.map { particleSteps / ($0 * Double(threads)) } ?? 0),
      "threads": .integer("\(threads)"),
    ])
  }
}
