internal import Foundation
internal import Multiscale
internal import Synchronization
internal import Tensors

/// Tells how far sampling has come and how long it will take to the requested precision.
final class SamplingNarrator: Sendable {
  private struct Memory {
    var task = ""
    var start = ContinuousClock.now
    var later = 0.0
  }

  private let memory = Mutex(Memory())

  /// Names the piece of work that begins, and what is known to follow it, in seconds.
  func begin(_ task: String, later: Double = 0) {
    memory.withLock { $0 = Memory(task: task, later: later) }
  }

  /// Shows one progress line.
  func show(_ progress: SamplingProgress) {
    let (task, seconds, later) = memory.withLock {
      ($0.task, ($0.start.duration(to: .now)) / .seconds(1), $0.later)
    }
    Console.progress(Self.text(progress, task: task, seconds: seconds, later: later))
  }

  /// One line that fits a terminal of 80 columns, such as
  /// `iteration 2: 13 of 20 stresses, half-width 1.2 x target, 12 min to its end`.
  private static func text(
    _ progress: SamplingProgress, task: String, seconds: Double, later: Double
  ) -> String {
    let share = "\(progress.finishedJobs) of \(progress.jobs)"
    switch progress.stage {
    case .preparing: return "\(task): boxes prepared \(share), \(duration(seconds)) so far"
    case .atRest:
      guard let ratio = progress.worstRatio else {
        return "\(task): first stretches at rest \(share), \(duration(seconds)) so far"
      }
      return "\(task): at rest, " + precision(ratio)
        + timeLeft(progress, seconds: seconds, later: later)
    case .beforeFirstLook:
      return "\(task): first samples \(share), \(duration(seconds)) so far"
    case .sampling:
      let stresses =
        progress.questions > 1 ? "\(progress.answered) of \(progress.questions) stresses, " : ""
      return "\(task): " + stresses + (progress.worstRatio.map(precision) ?? "")
        + timeLeft(progress, seconds: seconds, later: later)
    }
  }

  private static func precision(_ ratio: Double) -> String {
    ratio > 1
      ? "half-width \(NumberText.significant(ratio, digits: 2)) x target, "
      : "confirming the precision, "
  }

  /// The time left at the pace so far: of everything where that is known, else of this task.
  private static func timeLeft(
    _ progress: SamplingProgress, seconds: Double, later: Double
  ) -> String {
    let left = Double(max(0, progress.expectedParticleSteps - progress.particleSteps))
    let rest = seconds * left / Double(max(1, progress.particleSteps))
    return later > 0 ? "\(duration(rest + later)) left" : "\(duration(rest)) to its end"
  }

  /// A time as a person says it.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<0.5: "under 1 s"
    case ..<90: "\(max(1, Int(seconds.rounded()))) s"
    case ..<5400: "\(Int((seconds / 60).rounded())) min"
    default: "\(NumberText.significant(seconds / 3600, digits: 2)) h"
    }
  }
}
