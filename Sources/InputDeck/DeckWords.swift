internal import Tensors

extension DeckKind {
  /// The kind in words that complete "it must be …".
  var words: String {
    switch self {
    case .quantity(let dimension, _): dimension.name.withArticle
    case .number: "a number"
    case .integer: "a whole number"
    case .choice(let choices): choices.map(\.name).alternatives
    case .units: UnitMode.allCases.map(\.rawValue).alternatives
    case .text: "text"
    case .flag: "true or false"
    case .list: "a list"
    case .section, .variants: "a section"
    }
  }

  /// What to write, as a sentence with an example; nil where the rule says it all.
  func advice(in mode: UnitMode) -> String? {
    switch self {
    case .quantity(let dimension, let range) where mode == .reduced && dimension != .number:
      "Write a plain number in reduced units, or \(dimension.name.withArticle) such as "
        + "\(dimension.example)\(range.includesInfinity ? ", or infinite" : "")."
    case .quantity(let dimension, let range):
      "Write \(dimension.name.withArticle) such as \(dimension.example)"
        + (range.includesInfinity ? ", or infinite." : ".")
    case .number(let range): "Write a number\(range.words(.number).map { ", \($0)" } ?? "")."
    case .integer(let range): "Write a whole number, \(range.words)."
    case .list: "Write [first, second]."
    case .section, .variants: "Write its keys on indented lines below."
    case .choice, .units, .flag, .text: nil
    }
  }
}

extension ClosedRange<Int> {
  /// The range in words that complete "it must be …".
  var words: String {
    if upperBound == .max {
      return lowerBound == .min ? "of any size" : "at least \(lowerBound)"
    }
    return lowerBound == .min
      ? "at most \(upperBound)" : "at least \(lowerBound) and at most \(upperBound)"
  }
}

extension String {
  /// The noun behind its article: a length, an energy.
  var withArticle: String {
    "aeiou".contains(first ?? " ") ? "an \(self)" : "a \(self)"
  }
}

extension ClosedRange<Int> {
  /// The range as a count of items: 3 items, at most 2 items.
  var items: String {
    if lowerBound == upperBound { return "\(lowerBound) items" }
    return (lowerBound <= 0 && upperBound < .max ? "at most \(upperBound)" : words) + " items"
  }
}

extension [String] {
  /// The words joined as alternatives: a, b or c.
  var alternatives: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + (last ?? "")
  }
}
