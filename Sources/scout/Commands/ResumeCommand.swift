internal import ArgumentParser
internal import FileFormats
internal import Foundation
internal import InputDeck

/// `scout resume`: an interrupted run goes on in its directory.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with an interrupted run.",
    discussion: """
      The results are those that the run would have had without the interruption, bit for bit. \
      A run that has come to its end is only written down again.
      """)

  @Argument(help: "The directory of the run.")
  var directory: String

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let file = directory + "/deck.yaml"
    guard FileManager.default.fileExists(atPath: file) else {
      throw DataFileError(
        file: directory, line: nil, found: "no deck.yaml", rule: "a run's directory holds its deck",
        remedy: "name the directory that `scout run` wrote into")
    }
    try await CoupledRun(
      deck: Deck(contentsOf: file, schema: .scout), seed: nil, output: directory, start: .resumed,
      execution: execution, asJSON: common.json
    ).run()
  }
}
