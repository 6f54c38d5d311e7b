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

  private static func text(
    _ progress: SamplingProgress, task: String, seconds: Double, later: Double
  ) -> String {
    var parts = [task]
    if progress.questions > 1 {
      parts.append("\(progress.answered) of \(progress.questions) stresses known")
    }
    if let ratio = progress.worstRatio {
      parts.append("half-width \(NumberText.significant(ratio, digits: 2)) x target")
    }
    let left = Double(progress.expectedParticleSteps - progress.particleSteps)
    if progress.worstRatio != nil, progress.particleSteps > 0 {
      let rest = seconds * max(left, 0) / Double(progress.particleSteps)
      parts.append("about \(duration(rest)) left" + (later > 0 ? "" : " for this"))
      if later > 0 { parts[parts.count - 1] = "about \(duration(rest + later)) left" }
    } else {
      parts.append("settling, \(duration(seconds)) so far")
    }
    return parts.joined(separator: ", ")
  }

  /// A time as a person says it.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(max(1, Int(seconds.rounded()))) s"
    case ..<5400: "\(Int((seconds / 60).rounded())) min"
    default: "\(NumberText.significant(seconds / 3600, digits: 2)) h"
    }
  }
}
