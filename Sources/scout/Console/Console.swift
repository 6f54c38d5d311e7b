internal import FileFormats
internal import Foundation
internal import Synchronization

/// Words for the person at the terminal. Results go to standard output, all else to standard error.
enum Console {
  /// Whether standard error is a terminal that can show a changing line.
  static let isTerminal =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let line = Mutex(ProgressLine())

  /// Writes text on standard output; where that fails, the process ends with exit code 73.
  static func print(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      Failure.exit(
        because: OutputError(
          path: "standard output", action: "write the result",
          reason: "the disk is full or the reader has gone"))
    }
  }

  /// Writes a message on standard error.
  static func note(_ text: String) {
    finishProgress()
    writeOnStandardError(text + "\n")
  }

  /// Shows what is going on: one changing line on a terminal, else a line every few seconds.
  static func progress(_ text: @autoclosure () -> String) {
    line.withLock { line in
      guard line.isDue else { return }
      writeOnStandardError(line.next(text()))
    }
  }

  /// Leaves the changing line, if one stands.
  static func finishProgress() {
    line.withLock { line in
      writeOnStandardError(line.end())
    }
  }

  /// Progress that nobody can read must not end a run.
  private static func writeOnStandardError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// What to write so that progress is seen but does not flood.
private struct ProgressLine {
  private var last = ContinuousClock.now - .seconds(60)
  private var isOpen = false

  var isDue: Bool {
    ContinuousClock.now - last >= (Console.isTerminal ? .milliseconds(200) : .seconds(5))
  }

  mutating func next(_ text: String) -> String {
    last = .now
    guard Console.isTerminal else { return text + "\n" }
    isOpen = true
    return "\r\u{1B}[K" + String(text.prefix(Self.width - 1))
  }

  mutating func end() -> String {
    defer { isOpen = false }
    return isOpen ? "\r\u{1B}[K" : ""
  }

  /// The width of the terminal in characters.
  private static var width: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
      return 100
    }
    return Int(size.ws_col)
  }
}
