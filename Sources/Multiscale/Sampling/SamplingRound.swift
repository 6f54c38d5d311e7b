internal import ScaleBridge
internal import Statistics
internal import Synchronization

/// What replicas have done since the last looks of their questions.
struct SamplingRound<Model: MicroModel> {
  private var parts: [Int: [Int: Extension<Model>]] = [:]
  private let replicas: Int

  /// Where a question stood at its last look.
  private struct Outlook {
    let isOpen: Bool
    let rows: Int
    let expectedRows: Int
    let worstRatio: Double?
    let particleSteps: Int
  }

  private var outlooks: [Int: Outlook] = [:]

  init(of inquiries: [Inquiry<Model>], replicas: Int) {
    self.replicas = replicas
    for (place, inquiry) in inquiries.enumerated() { take(inquiry, at: place) }
  }

  /// Takes a piece of work in.
  mutating func take(_ part: Extension<Model>, of place: Int, replica: Int) {
    parts[place, default: [:]][replica] = part
  }

  /// All that was done for a question since its last look, by replica, once it is complete; nil before.
  mutating func complete(_ place: Int) -> [Extension<Model>]? {
    guard let found = parts[place], found.count == replicas else { return nil }
    parts[place] = nil
    return (0..<replicas).compactMap { found[$0] }
  }

  /// Takes in where a question stands after a look.
  mutating func take(_ inquiry: Inquiry<Model>, at place: Int) {
    outlooks[place] = Outlook(
      isOpen: !inquiry.isAnswered, rows: inquiry.rows, expectedRows: inquiry.expectedRows,
      worstRatio: inquiry.worstRatio, particleSteps: inquiry.cost.particleSteps)
  }

  /// What the batch has cost and is expected to cost.
  var progress: SamplingProgress {
    let open = outlooks.values.filter(\.isOpen)
    let done = parts.values.flatMap(\.values)
    func sum(_ one: (Outlook) -> Int, _ other: (Extension<Model>) -> Int) -> Int {
      outlooks.values.reduce(0) { $0 + one($1) } + done.reduce(0) { $0 + other($1) }
    }
    let spent = sum({ $0.particleSteps }, { $0.cost.particleSteps })
    let rows = sum({ $0.rows * replicas }, { $0.series?.count ?? 0 })
    let expectedRows = outlooks.values.reduce(0) { $0 + $1.expectedRows * replicas }
    let expected = rows > 0 ? Double(spent) / Double(rows) * Double(expectedRows) : 0
    let isFirst = outlooks.values.allSatisfy { $0.worstRatio == nil }
    return SamplingProgress(
      stage: isFirst ? .beforeFirstLook : .sampling, jobs: open.count * replicas,
      finishedJobs: done.count, questions: outlooks.count,
      answered: outlooks.count - open.count, worstRatio: open.compactMap(\.worstRatio).max(),
      particleSteps: spent, expectedParticleSteps: max(Int(min(expected, 1e18)), spent))
  }
}

/// How long replicas take, as far as they have been watched.
final class SamplingPace<Model: MicroModel>: Sendable {
  /// The time of a row by question, in [s].
  private let secondsPerRow: Mutex<[Int: Double]>

  init(_ inquiries: [Inquiry<Model>]) {
    secondsPerRow = Mutex([:])
    for place in inquiries.indices { learn(inquiries[place], at: place) }
  }

  /// Takes in what a question has taken.
  func learn(_ inquiry: Inquiry<Model>, at place: Int) {
    guard let seconds = inquiry.secondsPerRow else { return }
    secondsPerRow.withLock { $0[place] = seconds }
  }

  /// The time that a piece of work is expected to take: in [s] once any was watched, before that by
  /// its rows alone.
  func seconds(of task: SamplingTask<Model>, at place: Int) -> Double {
    let perRow = secondsPerRow.withLock { known in
      known[place] ?? (known.isEmpty ? 1 : known.values.reduce(0, +) / Double(known.count))
    }
    return perRow * Double(task.rowsLeft)
  }
}
