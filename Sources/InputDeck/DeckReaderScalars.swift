internal import Tensors

extension DeckReader {
  /// The value a text stands for, or nil where it breaks a rule of its kind.
  mutating func scalar(
    _ text: String, _ kind: DeckKind, at place: DeckPlace, in mode: UnitMode
  ) -> DeckValue? {
    switch kind {
    case .quantity(let dimension, _):
      quantity(text, kind, at: place, in: mode).map { .quantity($0, dimension) }
    case .number: number(text, kind, at: place).map(DeckValue.number)
    case .integer(let range): integer(text, range, at: place).map(DeckValue.integer)
    case .choice(let choices): choice(text, choices.map(\.name), at: place)
    case .units: choice(text, UnitMode.allCases.map(\.rawValue), at: place)
    case .flag: flag(text, at: place)
    case .text: .text(text)
    case .list, .section, .variants: nil
    }
  }

  // MARK: - Quantities

  /// A quantity with units, or a plain number where the section is reduced.
  ///
  /// A plain number where units are needed is refused even if it is zero: a reader of the deck
  /// cannot know what was meant, and the writer can say it in two characters.
  private mutating func quantity(
    _ text: String, _ kind: DeckKind, at place: DeckPlace, in mode: UnitMode
  ) -> DeckQuantity? {
    guard case .quantity(let dimension, let range) = kind else { return nil }
    if range.includesInfinity, text == "infinite" { return .physical(.infinity) }
    guard dimension != .number, let number = Quantity.plainNumber(text) else {
      guard let value = physicalValue(text, dimension, kind.advice(in: mode), at: place),
        isInRange(value, text, kind, at: place, in: mode),
        hasMagnitude(value, dimension, text, at: place)
      else { return nil }
      return .physical(value)
    }
    guard mode == .reduced else {
      report(
        place, found: text, "\(dimension.name.withArticle) needs a unit",
        "Write \(dimension.name.withArticle) such as \(dimension.example); plain numbers are "
          + "allowed only where the deck says units: reduced.")
      return nil
    }
    // Bounds with units mean nothing to a reduced number; the sign always does.
    let sign = DeckKind.quantity(dimension, range.sign)
    guard isInRange(number, text, sign, at: place, in: mode),
      hasMagnitude(number, dimension, text, at: place)
    else { return nil }
    return .reduced(number)
  }

  /// Whether products of a few such values are still numbers; reports it otherwise.
  private mutating func hasMagnitude(
    _ value: Double, _ dimension: Dimension, _ text: String, at place: DeckPlace
  ) -> Bool {
    if value == 0 || DeckRange.magnitudes(of: dimension).contains(value.magnitude) { return true }
    report(
      place, found: text,
      value.magnitude < 1 ? "the number is too small" : "the number is too large",
      "Check its power of ten and its unit.")
    return false
  }

  /// The SI value of a text in a dimension; a temperature may stand for an energy.
  private mutating func physicalValue(
    _ text: String, _ dimension: Dimension, _ advice: String?, at place: DeckPlace
  ) -> Double? {
    do {
      let quantity = try Quantity(parsing: text)
      if let value = quantity.value(as: dimension) { return value }
      let wanted = dimension == .number ? "a number" : dimension.name.withArticle
      report(
        place, found: "\(quantity.dimension.name.withArticle) (\(text))", "it must be \(wanted)",
        advice)
    } catch {
      let hint = error.suggestion.map { "Did you mean \($0)? " } ?? ""
      report(
        place, found: text, "at character \(error.position), \(error.reason)",
        hint + (advice ?? ""))
    }
    return nil
  }

  /// Whether a value lies in the range of its kind; reports it otherwise.
  private mutating func isInRange(
    _ value: Double, _ text: String, _ kind: DeckKind, at place: DeckPlace, in mode: UnitMode
  ) -> Bool {
    switch kind {
    case .quantity(_, let range) where range.contains(value): return true
    case .number(let range) where range.contains(value): return true
    case .quantity(let dimension, let range):
      report(
        place, found: text, "it must be \(range.words(dimension) ?? "finite")",
        kind.advice(in: mode))
    case .number(let range):
      report(place, found: text, "it must be \(range.words(.number) ?? "finite")")
    default: break
    }
    return false
  }

  // MARK: - Numbers and words

  /// A pure number: `0.02` or `2 %`.
  private mutating func number(
    _ text: String, _ kind: DeckKind, at place: DeckPlace
  ) -> Double? {
    let advice = kind.advice(in: .physical)
    let plain = Quantity.plainNumber(text)
    guard let value = plain ?? physicalValue(text, .number, advice, at: place) else { return nil }
    return isInRange(value, text, kind, at: place, in: .physical) ? value : nil
  }

  /// A whole number; `1e6` is one, `1.5` is not.
  private mutating func integer(
    _ text: String, _ range: ClosedRange<Int>, at place: DeckPlace
  ) -> Int? {
    let kind = DeckKind.integer(range)
    guard let value = Int(text) ?? Quantity.plainNumber(text).flatMap(Int.init(exactly:)) else {
      let isWhole = Quantity.plainNumber(text).map { $0 == $0.rounded() } ?? false
      report(
        place, found: text, isWhole ? "the number is too large" : "it must be a whole number",
        kind.advice(in: .physical))
      return nil
    }
    guard range.contains(value) else {
      report(place, found: text, "it must be \(range.words)")
      return nil
    }
    return value
  }

  /// A word out of several; the case counts.
  private mutating func choice(
    _ text: String, _ names: [String], at place: DeckPlace
  ) -> DeckValue? {
    if names.contains(text) { return .text(text) }
    let hint = Spelling.nearest(to: text, among: names).map { "Did you mean \($0)?" }
    report(place, found: text, "it must be \(names.alternatives)", hint)
    return nil
  }

  /// `true` or `false`; YAML 1.1's `yes`, `on` and their kin are refused as ambiguous.
  private mutating func flag(_ text: String, at place: DeckPlace) -> DeckValue? {
    if text == "true" || text == "false" { return .flag(text == "true") }
    report(place, found: text, "it must be true or false")
    return nil
  }
}
