internal import Foundation

/// What became of a figure.
public enum Drawing: Sendable, Equatable {
  /// It was drawn: a complete SVG document.
  case drawn(svg: String)
  /// It was not, for a reason that completes "figure not drawn:".
  case unavailable(reason: String)

  /// The SVG document, if there is one.
  public var svg: String? {
    if case .drawn(let svg) = self { svg } else { nil }
  }
}

/// Draws figures with the program gnuplot, <http://www.gnuplot.info>.
///
/// A machine without gnuplot is no error: the figure is then `unavailable`, with the reason.
public struct Gnuplot: Sendable {
  /// The program's path, if there is one.
  public let executable: String?

  /// The time after which a drawing is given up, in [s].
  public let timeout: Double

  /// Creates a drawer that uses the first gnuplot of the search path.
  public init(timeout: Double = 30) {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = path.split(separator: ":").map { String($0) + "/gnuplot" }
    let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    self.init(executable: found, timeout: timeout)
  }

  /// Creates a drawer that uses a given program, or none.
  public init(executable: String?, timeout: Double = 30) {
    self.executable = executable
    self.timeout = timeout
  }

  /// Draws a figure as an SVG document that scales to any width.
  public func draw(_ figure: Figure) -> Drawing {
    guard let executable else { return .unavailable(reason: "gnuplot is not installed") }
    let script = FigureScript(figure: figure)
    guard !script.isEmpty else { return .unavailable(reason: "there are no data to show") }
    let outcome = ChildProcess.run(
      executable, arguments: ["--default-settings"], input: script.text, within: timeout)
    switch outcome {
    case .notStarted(let reason): return .unavailable(reason: reason)
    case .timedOut: return .unavailable(reason: "gnuplot took longer than \(timeout) s")
    case .ended(let status, let output, let errors):
      guard status == 0, let svg = Self.cleaned(output) else {
        let message = errors.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
        return .unavailable(reason: "gnuplot failed: \(message ?? "no picture came out")")
      }
      return .drawn(svg: svg)
    }
  }

  /// The program that draws a figure, for those who want to change it by hand.
  public static func script(for figure: Figure) -> String { FigureScript(figure: figure).text }

  /// The drawing without the tooltips that name nothing, or nothing if it is incomplete.
  private static func cleaned(_ output: String) -> String? {
    guard let start = output.range(of: "<svg"),
      let end = output.range(of: "</svg>", options: .backwards), start.lowerBound < end.lowerBound
    else { return nil }
    let svg = output[start.lowerBound..<end.upperBound]
      .replacing(/<title>(Gnuplot|gnuplot_plot_[0-9a-z]+)<\/title>/, with: "")
      .replacing(/<desc>[^<]*<\/desc>/, with: "")
    return String(svg) + "\n"
  }
}
