public import ScaleBridge
public import Tensors

/// How much data an answer rests on.
public struct SampleAmount: Sendable, Codable, Equatable {
  /// The data behind the mean, in recorded rows or in [time].
  public var used: Double

  /// What was left out as a transient, in the same measure.
  public var discarded: Double

  /// Creates an amount.
  public init(used: Double, discarded: Double) {
    self.used = used
    self.discarded = discarded
  }
}

/// A law whose answers rest on data that can be counted, so that two of them can be pooled.
public protocol SamplingLaw: ConstitutiveLaw where Load: Componentwise {
  /// What each answer of the last batch rests on, shape [loads].
  var lastAmounts: [SampleAmount] { get }

  /// The number of each question of the last batch, by which it is known in the run, shape [loads].
  var lastNumbers: [Int] { get }
}
