import Foundation
import Testing

/// The built program, run as a process the way a person or a script runs it.
struct ScoutProcess {
  /// How it ended.
  struct Ended {
    let status: Int32
    let output: String
    let errors: String

    /// The one JSON document on standard output.
    func document() throws -> [String: Any] {
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(object as? [String: Any])
    }
  }

  /// Nothing the tests start may take longer, in [s].
  private static let patience = 60.0

  /// The program lies beside the resources of this target, in the directory of built products.
  private static let executable = Bundle.module.bundleURL.deletingLastPathComponent()
    .appendingPathComponent("scout")

  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let outputFile: String
  private let errorFile: String

  /// Starts the program in a workspace.
  ///
  /// Its outputs go to files, so that no pipe can fill up and no reader is needed.
  init(_ arguments: [String], in workspace: Workspace) throws {
    let name = UUID().uuidString
    outputFile = workspace.path("\(name).out")
    errorFile = workspace.path("\(name).err")
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: workspace.directory)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.emptyFile(outputFile)
    process.standardError = try Self.emptyFile(errorFile)
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  private static func emptyFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try #require(FileHandle(forWritingAtPath: path))
  }

  /// Asks it to stop, as Ctrl-C does or as a batch system does.
  func interrupt(with signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until it has ended; ends it where that takes too long.
  func wait(atMost seconds: Double = patience) throws -> Ended {
    if ended.wait(timeout: .now() + seconds) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      Issue.record("the program was still running after \(seconds) s")
    }
    return Ended(
      status: process.terminationStatus,
      output: try String(contentsOfFile: outputFile, encoding: .utf8),
      errors: try String(contentsOfFile: errorFile, encoding: .utf8))
  }

  /// Waits until something holds that the running program brings about.
  func wait(until condition: () -> Bool) throws {
    let start = ContinuousClock.now
    while !condition() {
      try #require(start.duration(to: .now) < .seconds(Self.patience))
      try #require(process.isRunning)
      usleep(20_000)
    }
  }
}

/// A directory that lives as long as a test.
final class Workspace {
  let directory: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("scoutTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    directory = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// The path of a file in it.
  func path(_ name: String) -> String { directory + "/" + name }

  /// Whether there is such a file or directory.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Puts a text into a file.
  func write(_ text: String, as name: String) throws {
    try write(Data(text.utf8), as: name)
  }

  /// Writes a file of any contents.
  func write(_ data: Data, as name: String) throws {
    try data.write(to: URL(fileURLWithPath: path(name)))
  }

  /// The text of a file.
  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// The JSON document in a file.
  func document(_ name: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(read(name).utf8))
    return try #require(object as? [String: Any])
  }

  /// The rows of a table by column; every row has as many fields as there are columns.
  func table(_ name: String) throws -> [[String: String]] {
    let lines = try read(name).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = try #require(lines.first)
    return try lines.dropFirst().map { fields in
      try #require(fields.count == columns.count)
      return Dictionary(uniqueKeysWithValues: zip(columns, fields))
    }
  }

  /// Runs the program to its end in this directory.
  func scout(_ arguments: String...) throws -> ScoutProcess.Ended {
    try ScoutProcess(arguments, in: self).wait()
  }
}
