/// What a force evaluation must provide besides the forces.
public struct ForceNeeds: OptionSet, Sendable {
  /// The set as bits.
  public let rawValue: Int

  /// Creates a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The virial tensor.
  public static let virial = ForceNeeds(rawValue: 1)

  /// The potential energy.
  public static let energy = ForceNeeds(rawValue: 2)
}

/// How forces are computed.
public struct ForceSettings: Sendable, Equatable {
  /// How much farther than the cutoff pairs are listed, in [length].
  public var skin: Double

  /// The precision of pairs.
  public var arithmetic: Arithmetic

  /// The threads that share one evaluation.
  public var workers: Workers

  /// The skin with which most is done in a time: measured for liquids of 500 to 32,000 particles near
  /// the triple point.
  public static func usualSkin(cutoff: Double) -> Double { 0.64 * cutoff }

  /// Creates settings.
  public init(skin: Double = 0, arithmetic: Arithmetic = .double, workers: Workers = .one) {
    self.skin = skin
    self.arithmetic = arithmetic
    self.workers = workers
  }
}

/// The precision in which pairs are computed; sums over particles and the motion are always double.
public enum Arithmetic: String, Sendable, Codable, CaseIterable {
  /// Sixteen significant digits throughout.
  case double

  /// Pairs in single precision, seven digits.
  case mixed
}
