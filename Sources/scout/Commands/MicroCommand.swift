internal import ArgumentParser
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Synchronization
internal import Tensors

/// `scout micro`: one load, one estimate.
struct MicroCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "micro", abstract: "Measure the response to one load, without a macro model.")

  @Argument(help: "A deck with a section load.")
  var deck: String

  @Option(
    help: ArgumentHelp(
      "Write a page with the trace, its cut, correlation, spectrum and replicas.",
      valueName: "file.html"))
  var report: String?

  @Flag(help: "Replace an earlier trajectory.")
  var overwrite = false

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let deck = try Deck(contentsOf: deck, schema: .scout)
    guard !TransportPlan.isAsked(by: deck) else { return try await measureTransport(deck) }
    guard !HeatFieldPlan.isAsked(by: deck) else { return try await measureHeatField(deck) }
    let plan = try MicroPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    let threads = simulation.threads
    let trajectory = try trajectory(of: plan)
    let measurement = try await Interruption.watched {
      try await MicroMeasurement(plan, trajectory, threads: threads)
    }
    tell(measurement.json, measurement.text)
    if let report { try MicroReport(measurement).write(to: report) }
    if let trajectory { Console.note("frames of the first replica in \(trajectory.path)") }
  }

  /// Prints what was found, as a document or for a person.
  private func tell(_ json: JSONValue, _ text: String) {
    Console.finishProgress()
    Console.print(common.json ? JSONDocument.text(of: json).trimmed : text)
  }

  /// A fluid at rest.
  private func measureTransport(_ deck: Deck) async throws {
    let plan = try TransportPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    let threads = simulation.threads
    let measurement = try await Interruption.watched {
      try await TransportMeasurement(plan, threads: threads)
    }
    tell(measurement.json, measurement.text)
  }

  /// A fluid in heat fields.
  private func measureHeatField(_ deck: Deck) async throws {
    let plan = try HeatFieldPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    let threads = simulation.threads
    let measurement = try await Interruption.watched {
      try await HeatFieldMeasurement(plan, threads: threads)
    }
    tell(measurement.json, measurement.text)
  }

  /// The file of frames that the deck asks for.
  private func trajectory(of plan: MicroPlan) throws -> BoxTrajectory? {
    guard let request = plan.trajectory, case .sheared(let model, _) = plan.model else {
      return nil
    }
    return try BoxTrajectory(
      request, timeStep: model.settings.timeStep, in: plan.units, overwrite: overwrite)
  }
}
