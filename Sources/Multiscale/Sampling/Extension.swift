internal import ScaleBridge
internal import Statistics

/// What one replica adds to a question between two looks.
struct Extension<Model: MicroModel>: Sendable, Codable {
  /// The replica as it stands; nil before it was prepared, or where it was given up.
  var state: Model.State?

  /// What it recorded in this piece of work.
  var series: VectorSeries?

  /// What this piece of work has cost.
  var cost = Cost.zero

  /// The time this piece of work took, in [s], by which later ones are ordered.
  var seconds = 0.0

  /// How often the replica has begun afresh under its load.
  var attempt = 0

  /// The rows to discard where the replica began afresh in this piece of work, so that those
  /// recorded before are void; else nil.
  var freshTransient: Int?

  /// What went wrong in this piece of work.
  var incidents: [Incident] = []

  /// How often the slice at hand was repeated.
  var repeats = 0

  /// Whether the replica was given up.
  var isLost = false

  /// A replica where it stands.
  init(state: Model.State?, attempt: Int = 0) {
    self.state = state
    self.attempt = attempt
  }
}
