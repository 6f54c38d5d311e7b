public import Continuum
internal import Foundation
internal import MolecularDynamics
public import Multiscale
internal import NumericalMethods
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// The direct simulation of a slab whose heat flux a multiscale one asks from small boxes: one long
/// box of the same particles, heated and cooled alike.
///
/// At a given pressure the box holds the mass that the slab has there: the mean of the densities at
/// three temperatures, which for a cosine of temperature is exact to fifth order (Gauss and
/// Chebyshev's rule).
public struct SlabComparison: Sendable {
  private let fluid: ConductingFluid
  private let source: Double
  private let temperature: Double
  private let length: Double
  private let width: Double
  private let precision: Double
  private let plan: SamplingPlan
  private let units: DeckUnits

  /// Reads the keys `comparator` and `comparison` of a deck, and writes down what was left to be
  /// chosen; nil where nothing is compared.
  ///
  /// - Throws: `DeckError` where the direct simulation would be of another problem.
  init?(_ deck: inout Deck, model: HeatModel, units: DeckUnits) throws {
    guard deck.root.has("comparator") else {
      guard !deck.root.has("comparison") else {
        throw deck.root.problem(
          at: "comparison", "nothing is compared",
          advice: "Write comparator: fullMolecularDynamics, or remove the section.")
      }
      return nil
    }
    if !deck.root.has("comparison") { deck.root.record("{}", at: "comparison") }
    fluid = try Self.require(deck, model: model)
    let macro = deck.root.section("macro")
    func micro(_ value: Double, _ dimension: Tensors.Dimension) -> Double {
      value * units.macro.factor(to: units.micro, for: dimension)
    }
    source = micro(macro.quantity("source", in: .si), .heatSource)
    length = micro(macro.section("geometry").quantity("length", in: .si), .length)
    temperature = micro(
      macro.optionalQuantity("initialTemperature", in: .si) ?? 0, .temperature)
    for (name, value, dimension) in [
      ("width", 8.0, Tensors.Dimension.length), ("budget", 50_000, .time),
    ] where !deck.root.section("comparison").has(name) {
      deck.root.record(
        FluidComposer.written(value, dimension, in: deck, units: units), at: "comparison.\(name)")
    }
    let section = deck.root.section("comparison")
    width = section.quantity("width", in: units.micro)
    precision = section.number("precision")
    var plan = SamplingPlan(seed: deck.seed &+ 0x5_1AB)
    plan.replicas = section.integer("replicas")
    plan.budget = Int(
      min(section.quantity("budget", in: units.micro) / fluid.fluid.timePerSample, 1e15))
    self.plan = plan
    self.units = units
    var settings = fluid.fluid.settings
    settings.temperature = temperature
    try requireRoom(section, settings)
  }

  /// The fluid of a slab that one long box can stand for.
  private static func require(_ deck: Deck, model: HeatModel) throws -> ConductingFluid {
    let macro = deck.root.section("macro")
    guard case .fluid(let fluid) = model, fluid.fluid.settings.phase == .fluid,
      fluid.fluid.settings.chains == nil,
      fluid.fluid.settings.molecules == nil
    else {
      throw deck.root.problem(
        at: "comparator", "full molecular dynamics needs a conductingFluid of single particles",
        advice: "Remove the comparator, or use that model.")
    }
    let conditions = macro.sections("boundaries").map { $0.text("condition") }
    guard macro.section("geometry").text("shape") == "line", conditions == ["periodic"] else {
      throw macro.problem(
        at: "boundaries", "full molecular dynamics is compared on a periodic line",
        advice: "Write shape: line and - { boundary: left, condition: periodic, with: right }.")
    }
    guard macro.sections("materials").isEmpty else {
      throw macro.problem(
        at: "materials", "one fluid fills the long box, and is heated by one wave",
        advice: "Leave it out.")
    }
    guard macro.text("sourceShape") == "cosine", macro.quantity("source", in: .si) > 0,
      macro.section("solution").text("mode") == "steady"
    else {
      throw macro.problem(
        at: "sourceShape", "full molecular dynamics is compared in the steady state of a wave",
        advice: "Write sourceShape: cosine, a positive source, and mode: steady.")
    }
    guard let mean = macro.optionalQuantity("initialTemperature", in: .si), mean > 0 else {
      throw macro.problem(
        at: "initialTemperature",
        "a periodic slab has no temperature but this one, its mean, which must be positive",
        advice: "Write initialTemperature: 100 K, say.")
    }
    return fluid
  }

  /// Whether box and budget can hold what is asked of them.
  private func requireRoom(_ section: DeckSection, _ settings: ShearedFluid.Settings) throws {
    let diameter = 2 * fluid.fluid.potential.cutoff
    guard min(width, length) > diameter else {
      let room = diameter * units.micro.factor(to: units.macro, for: .length)
      throw section.problem(
        at: width > diameter ? "comparator" : "width",
        "the box must be wider than twice the cut-off, " + units.text(room, .length),
        advice: "Make it wider; the length is that of macro.geometry.")
    }
    let slab: HeatedSlab
    do {
      slab = try self.slab(settings)
    } catch let error as ParameterError {
      throw section.problem(
        at: "width", "\(error)".hasSuffix(".") ? String("\(error)".dropLast()) : "\(error)",
        advice: "Change the width, or the length in macro.geometry.")
    }
    let least = 2 * plan.replicas * (slab.longestTransient + plan.firstLook)
    guard plan.budget >= least else {
      // A little more than the least, so that its four digits suffice.
      let time = 1.001 * Double(least) * fluid.fluid.timePerSample
      throw section.problem(
        at: "budget",
        "\(plan.replicas) boxes of this length settle and are looked at within "
          + units.text(time * units.micro.factor(to: units.macro, for: .time), .time),
        advice: "Write that at least, use fewer replicas or a shorter slab.")
    }
  }

  private func slab(_ settings: ShearedFluid.Settings) throws -> HeatedSlab {
    try HeatedSlab(
      ShearedFluid(potential: fluid.fluid.potential, settings: settings), length: length,
      width: width)
  }
}

extension SlabComparison {
  /// The particle steps that the comparison is expected to take.
  ///
  /// The temperature of a slab fluctuates with the even waves of energy, each of variance
  /// T²/(c_V N) twice and of life time L²/(4π² k² a); summed over k and averaged over a time t they
  /// leave the variance T²/(c_V N) · (π²/3) · L²/(4π² a t). For the heat capacity c_V = 2.4, the
  /// conductivity 6 and the diffusivity a = 1 of dense liquids in reduced units.
  public var expectedParticleSteps: Double {
    let number = 2 * Double.pi / length
    let swing = source / (6 * number * number)
    let error = precision * swing / 1.96
    let particles =
      fluid.fluid.settings.density / fluid.fluid.settings.meanMass * length * width * width
    let variance = temperature * temperature / (2.4 * particles)
    let time = variance * .pi * .pi / 3 / (number * number) / (error * error)
    let settling = Double(plan.replicas) * length * length / (2 * .pi * .pi)
    return (time + settling) / fluid.fluid.settings.timeStep * particles
  }

  /// Simulates the slab whose conduction has been found, as precisely as the deck asks.
  ///
  /// - Throws: `MicroFailure`, `CancellationError`.
  public func result(
    beside conduction: HeatConduction, threads: Int,
    progress: @escaping @Sendable (SamplingProgress) -> Void
  ) async throws -> SlabProfiles {
    let span = conduction.maximumTemperature.value.value - conduction.minimumTemperature.value.value
    let swing = 0.5 * span * units.macro.factor(to: units.micro, for: .temperature)
    var settings = fluid.fluid.settings
    settings.temperature = temperature
    if let pressure = fluid.pressure {
      settings.density = try density(settings, at: pressure, swing: swing, progress: progress)
    }
    let slab = try slab(settings)
    var law = SampledLaw(
      slab.sharing(threads: threads, amongBoxes: plan.replicas), plan: plan,
      on: ThreadScheduler(width: threads))
    law.progress = progress
    let answers = try await law.respond(
      to: [HeatedSlab.Load(amplitude: source)],
      within: Precision(
        absolute: precision * swing, relative: 0,
        components: Array(0..<HeatedSlab.Response.count)))
    if answers[0].isMissing {
      throw MicroFailure.failedEquilibration(
        reason: answers[0].verdict.flags.map(\.message).joined(separator: "; "))
    }
    return SlabProfiles(
      conduction: conduction, direct: answers[0], record: law.lastRecords[0],
      particles: slab.fluid.settings.particles, source: source, units: units)
  }

  /// The mean density of a fluid whose temperature varies as a cosine at one pressure.
  private func density(
    _ settings: ShearedFluid.Settings, at pressure: Double, swing: Double,
    progress: @Sendable (SamplingProgress) -> Void
  ) throws -> Double {
    let places = [0, 1, 2].map { cos((Double(2 * $0) + 1) * .pi / 6) }
    return try places.enumerated().reduce(0) { sum, next in
      let (number, place) = next
      progress(
        SamplingProgress(
          stage: .preparing, jobs: places.count, finishedJobs: number, questions: 1, answered: 0,
          worstRatio: nil, particleSteps: 0, expectedParticleSteps: 0))
      var settings = settings
      settings.temperature += place * swing
      return try sum + fluid.density(settings, at: pressure, number: 1000 + Int(10 * place)) / 3
    }
  }
}
