public import Continuum
public import Multiscale
public import ScaleBridge
public import Tensors

/// A law for the heat flux at a place, asked and answering in macroscopic units.
public typealias HeatConductionLaw = any ConstitutiveLaw<Located<ThermalLoad>, HeatFlux>

/// What answers the questions of a conducting body.
public enum HeatModel: Sendable {
  /// Formulas in the order of the regions, with the standard deviation of the noise put on every
  /// component of their answers, in [heat flux].
  case fourier([FourierConduction], noise: Double)
  /// Boxes of particles at rest, which fill the whole body.
  case fluid(ConductingFluid)
}

extension HeatModel {
  /// Assembles the law: materials outside, equal and mirrored questions asked once, the model
  /// inside.
  ///
  /// - Parameters:
  ///   - units: the units of both scales.
  ///   - seed: names the noise of closed forms.
  ///   - scheduler: where replicas run.
  ///   - progress: told how sampling goes on.
  ///   - faulted: told what went wrong.
  ///   - archive: where conductivities are kept for good; nil for nowhere.
  ///   - checkpoint: where the run remembers how far it has come; nil for nowhere.
  /// - Throws: `StoreError`, `CheckpointFailure`.
  public func law(
    in units: DeckUnits, seed: UInt64, on scheduler: ThreadScheduler,
    progress: @escaping @Sendable (SamplingProgress) -> Void,
    faulted: @escaping @Sendable ([Incident]) -> Void = { _ in },
    archive: AnswerArchive? = nil, checkpoint: CheckpointBook? = nil
  ) throws -> HeatConductionLaw {
    switch self {
    case .fluid(var fluid):
      fluid.faulted = faulted
      fluid.checkpoint = checkpoint
      fluid.scheduler = scheduler
      fluid.teach()
      fluid.progress = progress
      let law = DistinctHeatLaw(
        ConductivityLaw(try fluid.remembered(in: archive)), symmetry: .isotropic)
      return MaterialsLaw([ConvertedLaw(law, in: units.micro, askedIn: units.macro)])
    case .fourier(let conductors, let noise):
      var laws: [any ConstitutiveLaw<ThermalLoad, HeatFlux>] = []
      for (region, conductor) in conductors.enumerated() {
        let symmetry = conductor.shape == .identity ? MaterialSymmetry.isotropic : .centrosymmetric
        guard noise > 0 else {
          laws.append(DistinctHeatLaw(conductor, symmetry: symmetry))
          continue
        }
        let noisy = try NoisyLaw(
          conductor, standardDeviation: noise, seed: seed &+ UInt64(region))
        laws.append(DistinctHeatLaw(noisy, symmetry: symmetry))
      }
      return MaterialsLaw(laws)
    }
  }

  /// Whether answers are sampled, and worth keeping.
  public var isSampled: Bool {
    if case .fluid = self { true } else { false }
  }

  /// A rough conductivity at a temperature for the first questions, in macroscopic units.
  func conductivityGuess(at temperature: Double, in units: DeckUnits) -> Double {
    switch self {
    case .fluid: 6 * units.micro.factor(to: units.macro, for: .thermalConductivity)
    case .fourier(let conductors, _):
      conductors[0].tensor(at: temperature).trace / 3
    }
  }

  /// Reads the section `micro` of a deck for the regions of a mesh, and writes down what was left to
  /// be chosen.
  ///
  /// - Throws: `DeckError`.
  static func compose(
    _ deck: inout Deck, regions: [String], potentials: PotentialLibrary?
  ) throws -> (model: HeatModel, units: DeckUnits) {
    let model = deck.root.section("micro").text("model")
    guard ["conductingFluid", "conductingCrystal"].contains(model) else {
      return (
        try closedForm(deck, regions: regions), .uniform(isReduced: deck.root.unitMode == .reduced)
      )
    }
    guard regions.count == 1 else {
      throw deck.root.section("micro").problem(
        at: "model", "one fluid fills the body, and the mesh has \(regions.count) regions",
        advice: "Use a mesh of one region, or fourierConduction.")
    }
    let composer = try ConductingComposer(
      &deck, potentials: potentials ?? PotentialLibrary(deck: deck.file))
    return (.fluid(composer.model), composer.units)
  }

  private static func closedForm(_ deck: Deck, regions: [String]) throws -> HeatModel {
    let micro = deck.root.section("micro")
    guard micro.text("model") == "fourierConduction" else {
      throw micro.problem(
        at: "model",
        "heat conduction asks for heat fluxes of a body, which this model does not answer",
        advice:
          "Use conductingFluid, conductingCrystal or fourierConduction; channelFlow for a fluid, "
          + "diffusion for a medium.")
    }
    var special: [String: FourierConduction] = [:]
    for section in micro.sections("regions") {
      let name = section.text("region")
      guard regions.contains(name) else {
        throw section.problem(
          at: "region", "the mesh has no such region; it has \(regions.joined(separator: ", "))")
      }
      special[name] = try conductor(section)
    }
    let needsGeneral = regions.contains { special[$0] == nil }
    let general = needsGeneral ? try conductor(micro) : nil
    return .fourier(
      regions.compactMap { special[$0] ?? general }, noise: micro.quantity("noise", in: .si))
  }

  private static func conductor(_ section: DeckSection) throws -> FourierConduction {
    let function = try conductivity(section)
    let rows = section.list("tensor").map { row in row.entries.compactMap(\.value.number) }
    guard !rows.isEmpty else { return FourierConduction(function) }
    do {
      return try FourierConduction(
        function, shape: Tensor3(components: rows.flatMap { $0 }))
    } catch {
      throw section.problem(
        at: "tensor", "it is not symmetric and positive definite: heat would flow uphill",
        advice: "Give a symmetric tensor with positive eigenvalues.")
    }
  }

  private static func conductivity(_ section: DeckSection) throws -> ConductivityFunction {
    if let constant = section.optionalQuantity("conductivity", in: .si) {
      guard !section.has("temperatures"), !section.has("conductivities") else {
        throw section.problem(
          at: "conductivity", "a table is given too", advice: "Keep one of them.")
      }
      return try ConductivityFunction(constant: constant)
    }
    let temperatures = section.quantities("temperatures", in: .si)
    guard !temperatures.isEmpty else {
      throw section.problem(
        at: "conductivity", "no conductivity is given",
        advice: "Write a conductivity such as 0.13 W/m/K, or temperatures and conductivities.")
    }
    do {
      return try ConductivityFunction(
        temperatures: temperatures, conductivities: section.quantities("conductivities", in: .si))
    } catch {
      throw section.problem(
        at: "conductivities", "there must be one for each of the increasing temperatures",
        advice: "Check the number and the order of both lists.")
    }
  }
}
