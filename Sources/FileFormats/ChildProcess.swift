internal import Foundation
internal import Synchronization

/// A program that reads a text and answers with another one, run without a shell.
enum ChildProcess {
  /// How it ended.
  enum Outcome {
    /// By itself, with what it wrote.
    case ended(status: Int32, output: String, errors: String)
    /// It took too long and was stopped.
    case timedOut
    /// It could not be started, for a reason.
    case notStarted(String)
  }

  /// Starting two children at once could let one inherit the other's pipes.
  private static let starting = Mutex(())

  /// Runs a program.
  ///
  /// - Parameters:
  ///   - input: what it reads from its standard input.
  ///   - seconds: after this time it is stopped.
  static func run(
    _ executable: String, arguments: [String], input: String, within seconds: Double
  ) -> Outcome {
    let process = Process()
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try starting.withLock { _ in try process.run() }
    } catch {
      return .notStarted("\(executable) could not be started")
    }
    let output = PipeReader(stdout.fileHandleForReading)
    let errors = PipeReader(stderr.fileHandleForReading)
    feed(input, to: stdin.fileHandleForWriting)
    guard ended.wait(timeout: .now() + seconds) == .success else {
      stop(process, ended)
      return .timedOut
    }
    return .ended(
      status: process.terminationStatus, output: output.text(within: seconds),
      errors: errors.text(within: seconds))
  }

  /// Asks the program to end, and ends it if it does not.
  private static func stop(_ process: Process, _ ended: DispatchSemaphore) {
    process.terminate()
    if ended.wait(timeout: .now() + 1) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
  }

  /// Writes the input on a thread of its own, so that a program that answers before it has read
  /// everything cannot block both sides.
  private static func feed(_ input: String, to handle: FileHandle) {
    let thread = Thread {
      // A program that ends early would otherwise end this one with SIGPIPE.
      var signals = sigset_t()
      _ = unsafe sigemptyset(&signals)
      _ = unsafe sigaddset(&signals, SIGPIPE)
      _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
      try? handle.write(contentsOf: Data(input.utf8))
      try? handle.close()
    }
    thread.start()
  }
}

/// Collects what comes out of a pipe.
private final class PipeReader: Sendable {
  /// What was read, complete once `ended` has been signalled.
  private let contents = Mutex(Data())

  /// Signals the end of the pipe.
  private let ended = DispatchSemaphore(value: 0)

  /// Starts to read.
  init(_ handle: FileHandle) {
    let thread = Thread { [self] in
      let data = (try? handle.readToEnd()) ?? Data()
      contents.withLock { $0 = data }
      ended.signal()
    }
    thread.start()
  }

  /// All of it, or nothing if the pipe is still open after a time.
  func text(within seconds: Double) -> String {
    guard ended.wait(timeout: .now() + seconds) == .success else { return "" }
    return contents.withLock { String(decoding: $0, as: UTF8.self) }
  }
}
