internal import ArgumentParser
internal import CellProblems
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import NumericalMethods
internal import Tensors

/// `scout homogenize`: the effective tensor of a microstructure.
struct HomogenizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "homogenize",
    abstract: "The effective tensor of a microstructure, with bounds and errors.")

  @Argument(help: "A deck with a section cell.")
  var deck: String

  @Option(help: "Write the local fields of the first realisation to this file.vtu.")
  var field: String?

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let field, !field.hasSuffix(".vtu") {
      throw ValidationError("--field takes the name of a file that ends in .vtu.")
    }
  }

  func run() async throws {
    let plan = try HomogenizationPlan(
      Deck(contentsOf: deck, schema: .scout), seed: simulation.seed)
    let threads = simulation.threads
    let result = try await Interruption.watched {
      try Homogenization(plan, threads: threads) { Console.progress($0) }
    }
    Console.finishProgress()
    if let field { try result.picture.write(to: field) }
    Console.print(common.json ? JSONDocument.text(of: result.json).trimmed : result.text)
    if let field { Console.note("local fields in \(field)") }
  }
}
