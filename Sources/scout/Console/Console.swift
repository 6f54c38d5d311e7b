internal import Foundation
internal import Synchronization

/// Words for the person at the terminal. Results go to standard output, all else to standard error.
enum Console {
  /// Whether standard error is a terminal that can show a changing line.
  static let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let line = Mutex(ProgressLine())

  /// Writes text on standard output.
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// Writes a message on standard error.
  static func note(_ text: String) {
    finishProgress()
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Shows what is going on: one changing line on a terminal, else a line every few seconds.
  static func progress(_ text: @autoclosure () -> String) {
    line.withLock { line in
      guard line.isDue else { return }
      FileHandle.standardError.write(Data(line.next(text()).utf8))
    }
  }

  /// Leaves the changing line, if one stands.
  static func finishProgress() {
    line.withLock { line in
      FileHandle.standardError.write(Data(line.end().utf8))
    }
  }
}

/// What to write so that progress is seen but does not flood.
private struct ProgressLine {
  private var last = ContinuousClock.now - .seconds(60)
  private var isOpen = false

  var isDue: Bool { ContinuousClock.now - last >= (Console.isTerminal ? .milliseconds(200) : .seconds(5)) }

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
