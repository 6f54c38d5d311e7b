public import ScaleBridge

/// What a checkpoint holds of sampling stretch by stretch.
public struct StretchMemory<Model: StretchModel>: Codable, Sendable {
  /// One stretch of every replica.
  struct Round: Codable, Sendable {
    let records: [Model.Record]
    let cost: Cost
  }

  /// A replica that was given up.
  struct Loss: Codable, Sendable {
    let failure: MicroFailure
    /// The turns that the run had completed.
    let turns: Int
  }

  /// The replicas as they stand after the last round, shape [replicas]; none where they could not be
  /// made.
  var states: [Model.State]

  /// How often each replica has begun afresh, shape [replicas].
  var attempts: [Int] = []

  /// What making the states has cost.
  let preparation: Cost

  /// What went wrong.
  var incidents: [Incident] = []

  /// All rounds in their order.
  var rounds: [Round] = []

  /// What ended the sampling after the last round.
  var loss: Loss?
}

/// How far the sampling of stretches has come; all numbers count those of all replicas.
public struct StretchProgress: Sendable, Equatable {
  /// The stretches recorded.
  public let recorded: Int
  /// Those at the next look.
  public let nextLook: Int
  /// Those at which the precision is expected to be met.
  public let expected: Int
  /// The half-width over its target at the last look, if there was one.
  public let ratio: Double?
}
