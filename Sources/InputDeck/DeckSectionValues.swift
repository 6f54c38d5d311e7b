public import Tensors

// MARK: - Quantities

extension DeckSection {
  /// The value of a quantity in a system of units.
  public func quantity(_ name: String, in system: UnitSystem) -> Double {
    required(optionalQuantity(name, in: system), name)
  }

  /// The value of a quantity in a system of units, or nil where the deck does without.
  public func optionalQuantity(_ name: String, in system: UnitSystem) -> Double? {
    entry(name).map { value($0.value, name, in: system) }
  }

  /// The values of a list of quantities in a system of units.
  public func quantities(_ name: String, in system: UnitSystem) -> [Double] {
    list(name).map { value($0, name, in: system) }
  }

  /// The nine quantities of a tensor, written as three rows of three.
  public func tensor(_ name: String, in system: UnitSystem) -> Tensor3 {
    Tensor3(components: quantityRows(name, in: system).flatMap(\.self))
  }

  /// The quantities of a list of lists, row by row.
  public func quantityRows(_ name: String, in system: UnitSystem) -> [[Double]] {
    list(name).map { row in row.entries.map { value($0.value, name, in: system) } }
  }

  /// The quantity as the deck holds it: with units, or in reduced ones.
  public func writtenQuantity(_ name: String) -> DeckQuantity? {
    guard case .quantity(let quantity, _) = entry(name)?.value else { return nil }
    return quantity
  }

  /// A quantity in a system of units: from the SI, or from the reduced units of the deck.
  private func value(_ value: DeckValue, _ name: String, in system: UnitSystem) -> Double {
    guard case .quantity(let quantity, let dimension) = value else { return required(nil, name) }
    switch quantity {
    case .physical(let number): return number * UnitSystem.si.factor(to: system, for: dimension)
    case .reduced(let number): return number * reducedUnits.factor(to: system, for: dimension)
    }
  }

  /// The path of the first quantity that carries units, here or below.
  ///
  /// A model that knows no physical units, such as the plain Lennard-Jones fluid, cannot use it.
  public var firstPhysicalQuantity: String? {
    func first(_ value: DeckValue, at path: String) -> String? {
      switch value {
      case .quantity(.physical, let dimension): dimension == .number ? nil : path
      case .section(let section): section.firstPhysicalQuantity
      case .list(let entries):
        entries.lazy.compactMap { first($0.value, at: $0.place.path) }.first
      default: nil
      }
    }
    return keys.lazy.compactMap { key in
      entries[key.name].flatMap { first($0.value, at: $0.place.path) }
    }.first
  }
}

// MARK: - Numbers, words and flags

extension DeckSection {
  /// A pure number.
  public func number(_ name: String) -> Double { required(optionalNumber(name), name) }

  /// A pure number, or nil where the deck does without.
  public func optionalNumber(_ name: String) -> Double? {
    entry(name).map { required($0.value.number, name) }
  }

  /// A list of pure numbers.
  public func numbers(_ name: String) -> [Double] {
    list(name).map { required($0.number, name) }
  }

  /// A whole number.
  public func integer(_ name: String) -> Int { required(optionalInteger(name), name) }

  /// A whole number, or nil where the deck does without.
  public func optionalInteger(_ name: String) -> Int? {
    entry(name).map { required($0.value.integer, name) }
  }

  /// A list of whole numbers.
  public func integers(_ name: String) -> [Int] { list(name).map { required($0.integer, name) } }

  /// A text, or the word of a choice.
  public func text(_ name: String) -> String { required(optionalText(name), name) }

  /// A text, or the word of a choice; nil where the deck does without.
  public func optionalText(_ name: String) -> String? {
    entry(name).map { required($0.value.text, name) }
  }

  /// A list of texts.
  public func texts(_ name: String) -> [String] { list(name).map { required($0.text, name) } }

  /// The word of a choice as a value of an enumeration whose raw values are the schema's words.
  public func choice<Word: RawRepresentable<String>>(_ name: String, as type: Word.Type) -> Word {
    required(Word(rawValue: text(name)), name)
  }

  /// Whether a flag is true.
  public func flag(_ name: String) -> Bool { required(optionalFlag(name), name) }

  /// Whether a flag is true, or nil where the deck does without.
  public func optionalFlag(_ name: String) -> Bool? {
    entry(name).map { required($0.value.flag, name) }
  }
}

extension DeckValue {
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var entries: [DeckEntry] { if case .list(let entries) = self { entries } else { [] } }
  var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
}

// MARK: - Problems found later

extension DeckSection {
  /// An error about a key, for rules that concern several keys or the model behind them.
  ///
  /// - Parameters:
  ///   - path: the path from here; empty for the section itself.
  ///   - rule: what is wrong, completing `found …; …`; the value found is added from the deck.
  ///   - advice: what to do, as a sentence.
  public func problem(at path: String, _ rule: String, advice: String? = nil) -> DeckError {
    let (place, found) = locate(path)
    return DeckError(
      DeckProblem(
        file: file, line: place.line, path: place.path, found: found, rule: rule, advice: advice))
  }

  /// The place of a path and what stands there; the nearest section where nothing stands.
  private func locate(_ path: String) -> (DeckPlace, String?) {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    guard let name = parts.first else { return (place, nil) }
    guard let entry = entries[name] else {
      let full = place.path.isEmpty ? path : "\(place.path).\(path)"
      return (DeckPlace(path: full, line: place.line), nil)
    }
    if parts.count > 1, let section = entry.value.section { return section.locate(parts[1]) }
    let note = entry.origin == .written ? "" : " (not in the deck)"
    return (entry.place, entry.text.isEmpty ? nil : entry.text + note)
  }
}
