internal import ArgumentParser
internal import CellProblems
internal import ConstitutiveMemory
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// How a command ends when something went wrong: one paragraph and a documented exit code.
enum Failure {
  /// A stop on request; what was computed is on disk.
  struct Interrupted: Error {
    let message: String
  }

  /// A failure after which something useful is on disk.
  struct Contained: Error {
    let cause: any Error
    /// What is kept and where, as a sentence.
    let remainder: String
  }

  /// Writes the paragraph on standard error and ends the process.
  static func exit(because error: any Error) -> Never {
    guard let (code, text) = explanation(of: error) else { Scout.exit(withError: error) }
    Console.finishProgress()
    Console.note(text)
    Foundation.exit(code)
  }

  /// The exit code and the words for an error; nil for one of the argument parser.
  private static func explanation(of error: any Error) -> (Int32, String)? {
    switch error {
    case let error as DeckError: (65, error.description)
    case let error as DataFileError: (65, error.description)
    case let error as ParameterError: (65, "scout: \(error.description).")
    case let error as OutputError: (73, error.description)
    case let error as StoreError: (code(of: error.kind), error.description)
    case let error as CheckpointFailure: (65, "scout: \(error.description).")
    case let error as MicroFailure: (70, "scout: \(error.description)")
    case let error as FaultsExceeded: (70, "scout: \(error.description)")
    case let error as CellFailure: (70, "scout: \(error.description)")
    case let error as MacroFailure: (70, "scout: \(error.description)")
    case let error as Interrupted: (75, error.message)
    case let error as Contained:
      explanation(of: error.cause).map { ($0.0, $0.1 + " " + error.remainder) }
    case is CancellationError: (75, "scout: stopped on request.")
    case _ where Scout.exitCode(for: error) == .failure: (70, "scout: \(error)")
    default: nil
    }
  }

  /// A database that cannot be read is bad data; one that cannot be written is an output.
  private static func code(of kind: StoreError.Kind) -> Int32 {
    switch kind {
    case .missing, .damaged, .newer: 65
    case .notWritable, .full, .busy: 73
    }
  }
}
