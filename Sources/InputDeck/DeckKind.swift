public import Tensors

/// What a key's value may be.
public indirect enum DeckKind: Sendable, Hashable {
  /// A physical quantity; the range's bounds are SI values.
  case quantity(Dimension, DeckRange)

  /// A pure number; `2 %` is one too.
  case number(DeckRange)

  /// A whole number.
  case integer(ClosedRange<Int>)

  /// One of several words.
  case choice([DeckChoice])

  /// `physical` or `reduced`: what plain numbers in this section and the ones below it mean.
  case units

  /// Free text.
  case text

  /// `true` or `false`.
  case flag

  /// A list of values of one kind.
  case list(of: DeckKind, count: ClosedRange<Int>)

  /// A section with keys of its own.
  case section([DeckKey])

  /// A section whose keys depend on the word that one of its keys holds.
  case variants(DeckVariants)
}

/// A word a key may hold, with the sentence that says what it means.
public struct DeckChoice: Sendable, Hashable {
  /// The word.
  public let name: String

  /// What it means.
  public let sentence: String

  /// Creates a choice.
  public init(_ name: String, _ sentence: String) {
    self.name = name
    self.sentence = sentence
  }
}

/// A section whose keys depend on its selector: `problem: channelFlow` brings the keys of a channel.
public struct DeckVariants: Sendable, Hashable {
  /// One word of the selector and the keys it brings.
  public struct Variant: Sendable, Hashable {
    /// The selector's word.
    public let name: String

    /// What the word means.
    public let sentence: String

    /// The keys it brings.
    public let keys: [DeckKey]

    /// Creates a variant.
    public init(_ name: String, _ sentence: String, _ keys: [DeckKey]) {
      self.name = name
      self.sentence = sentence
      self.keys = keys
    }
  }

  /// The key that selects.
  public let selector: DeckKey

  /// The variants, in the order they are printed.
  public let variants: [Variant]

  /// The keys every variant has.
  public let shared: [DeckKey]

  /// Creates the section from the selector's name and sentence.
  ///
  /// The selector is required unless `standard` names the variant of a deck that does not choose.
  public init(
    by selector: String, _ sentence: String, standard: String? = nil, shared: [DeckKey] = [],
    _ variants: [Variant]
  ) {
    self.variants = variants
    self.shared = shared
    self.selector = DeckKey(
      selector, .choice(variants.map { DeckChoice($0.name, $0.sentence) }),
      standard.map { .byDefault($0) } ?? .required, sentence)
  }

  /// All keys of the section once the selector holds a word.
  func keys(for word: String) -> [DeckKey] {
    [selector] + shared + (variants.first { $0.name == word }?.keys ?? [])
  }
}

/// The values a number may have.
public struct DeckRange: Sendable, Hashable {
  /// The lower bound.
  public let lower: Double

  /// The upper bound.
  public let upper: Double

  /// Whether the lower bound is itself allowed.
  public let includesLower: Bool

  /// Whether the upper bound is itself allowed.
  public let includesUpper: Bool

  /// Creates a range; the factories below give it a name.
  private init(_ lower: Double, _ upper: Double, _ includesLower: Bool, _ includesUpper: Bool) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// Every finite number.
  public static let any = DeckRange(-.infinity, .infinity, false, false)

  /// Every number above zero.
  public static let positive = above(0)

  /// Zero and every number above it.
  public static let nonNegative = atLeast(0)

  /// Zero, every number above it, and the word `infinite`.
  public static let nonNegativeOrInfinite = DeckRange(0, .infinity, true, true)

  /// Every number above a bound.
  public static func above(_ bound: Double) -> DeckRange {
    DeckRange(bound, .infinity, false, false)
  }

  /// A bound and every number above it.
  public static func atLeast(_ bound: Double) -> DeckRange {
    DeckRange(bound, .infinity, true, false)
  }

  /// All numbers between two bounds, the bounds included.
  public static func between(_ lower: Double, _ upper: Double) -> DeckRange {
    DeckRange(lower, upper, true, true)
  }

  /// All numbers between two bounds, the bounds themselves excluded.
  public static func strictlyBetween(_ lower: Double, _ upper: Double) -> DeckRange {
    DeckRange(lower, upper, false, false)
  }

  /// All numbers above a lower bound, up to and including an upper one.
  public static func above(_ lower: Double, upTo upper: Double) -> DeckRange {
    DeckRange(lower, upper, false, true)
  }

  /// Whether the word `infinite` is allowed.
  var includesInfinity: Bool { upper == .infinity && includesUpper }

  /// Whether a number lies in the range.
  public func contains(_ value: Double) -> Bool {
    value.isFinite && (value > lower || includesLower && value == lower)
      && (value < upper || includesUpper && value == upper)
  }

  /// The magnitudes, in SI or reduced units, of every quantity that is not zero.
  static func magnitudes(of dimension: Dimension) -> ClosedRange<Double> {
    // Strengths of dispersion are energies times the sixth power of an atom's size and more.
    dimension.length > 6 ? 1e-120...1e120 : 1e-40...1e40
  }

  /// What the range says of the sign, which means the same in every system of units.
  var sign: DeckRange {
    if lower > 0 || lower == 0 && !includesLower { return .positive }
    return lower == 0 ? .nonNegative : .any
  }

  /// The range in words that complete "must be …", or nil for any finite number.
  func words(_ dimension: Dimension) -> String? {
    func written(_ bound: Double) -> String {
      bound == 0 ? "0" : HumanUnits.text(bound, dimension, digits: 6)
    }
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): return nil
    case (true, false) where lower == 0:
      return (includesLower ? "positive or zero" : "positive")
        + (includesInfinity ? ", or infinite" : "")
    case (true, false): return (includesLower ? "at least " : "above ") + written(lower)
    case (false, true): return (includesUpper ? "at most " : "below ") + written(upper)
    case (true, true):
      let start = includesLower ? "at least " : "above "
      return start + written(lower) + (includesUpper ? " and at most " : " and below ")
        + written(upper)
    }
  }
}
