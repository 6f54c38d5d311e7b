internal import Tensors

extension DeckReader {
  /// The value a text stands for, or nil where it breaks a rule of its kind.
  mutating func scalar(
    _ text: String, _ kind: DeckKind, at place: DeckPlace, in mode: UnitMode
  ) -> DeckValue? {
    switch kind {
    case .quantity(let dimension, let range):
      quantity(text, dimension, range, at: place, in: mode).map { .quantity($0, dimension) }
    case .number(let range): number(text, range, at: place).map(DeckValue.number)
    case .integer(let range): integer(text, range, at: place).map(DeckValue.integer)
    case .choice(let choices): choice(text, choices.map(\.name), at: place)
    case .units: choice(text, UnitMode.allCases.map(\.rawValue), at: place)
    case .flag: flag(text, at: place)
    case .text: .text(text)
    case .list, .section, .variants: nil
    }
  }

  // MARK: - Quantities

  private mutating func quantity(
    _ text: String, _ dimension: Dimension, _ range: DeckRange, at place: DeckPlace,
    in mode: UnitMode
  ) -> DeckQuantity? {
    let kind = DeckKind.quantity(dimension, range)
    if dimension != .number, let number = Quantity.plainNumber(text) {
      guard mode == .reduced else {
        report(
          place, found: text, "a \(dimension.name) needs a unit",
          "Write \(dimension.example); plain numbers are allowed only where the deck says units: "
            + "reduced.")
        return nil
      }
      let isAllowed = !range.isScaleFree || range.contains(number)
      guard isAllowed else { return reportRange(text, range, kind, at: place) }
      return .reduced(number)
    }
    guard let value = physicalValue(text, dimension, kind, at: place) else { return nil }
    guard range.contains(value) else { return reportRange(text, range, kind, at: place) }
    return .physical(value)
  }

  private mutating func physicalValue(
    _ text: String, _ dimension: Dimension, _ kind: DeckKind, at place: DeckPlace
  ) -> Double? {
    do {
      let quantity = try Quantity(parsing: text)
      if let value = quantity.value(as: dimension) { return value }
      report(
        place, found: "\(quantity.dimension.name.withArticle) (\(text))",
        "it must be \(kind.words)", kind.advice)
    } catch {
      let hint = error.suggestion.map { "Did you mean \($0)? " } ?? ""
      report(
        place, found: text, "at character \(error.position), \(error.reason)",
        hint + (kind.advice ?? ""))
    }
    return nil
  }

  private mutating func reportRange<Value>(
    _ text: String, _ range: DeckRange, _ kind: DeckKind, at place: DeckPlace
  ) -> Value? {
    let dimension =
      if case .quantity(let dimension, _) = kind { dimension } else { Dimension.number }
    report(place, found: text, "it must be \(range.words(dimension) ?? "finite")", kind.advice)
    return nil
  }

  // MARK: - Numbers and words

  private mutating func number(
    _ text: String, _ range: DeckRange, at place: DeckPlace
  ) -> Double? {
    let kind = DeckKind.number(range)
    let value = Quantity.plainNumber(text) ?? physicalValue(text, .number, kind, at: place)
    guard let value else { return nil }
    return range.contains(value) ? value : reportRange(text, range, kind, at: place)
  }

  private mutating func integer(
    _ text: String, _ range: ClosedRange<Int>, at place: DeckPlace
  ) -> Int? {
    let kind = DeckKind.integer(range)
    guard let value = Int(text) ?? Quantity.plainNumber(text).flatMap(Int.init(exactly:)) else {
      report(place, found: text, "it must be a whole number", kind.advice)
      return nil
    }
    guard range.contains(value) else {
      report(place, found: text, "it must be \(range.words)", kind.advice)
      return nil
    }
    return value
  }

  private mutating func choice(
    _ text: String, _ names: [String], at place: DeckPlace
  ) -> DeckValue? {
    if names.contains(text) { return .text(text) }
    let hint = Spelling.nearest(to: text, among: names).map { "Did you mean \($0)?" }
    report(place, found: text, "it must be \(names.alternatives)", hint)
    return nil
  }

  private mutating func flag(_ text: String, at place: DeckPlace) -> DeckValue? {
    if text == "true" || text == "false" { return .flag(text == "true") }
    report(place, found: text, "it must be true or false")
    return nil
  }
}
