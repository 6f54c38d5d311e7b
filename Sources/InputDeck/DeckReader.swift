internal import Tensors

/// Reads a YAML document against a schema, collecting every problem on the way.
struct DeckReader {
  /// The file, for messages.
  let file: String

  /// What was found wrong so far.
  private(set) var problems: [DeckProblem] = []

  /// The line of every value where the document is a default and has no lines of its own.
  private var fixedLine: Int?

  /// Who gives the values.
  private var origin = DeckEntry.Origin.written

  /// Creates a reader that has found nothing wrong yet; `file` names the deck in messages.
  init(file: String) { self.file = file }

  /// Reads a whole document.
  ///
  /// - Throws: `DeckError` with all problems found.
  static func read(
    _ text: String, file: String, schema: DeckSchema, replacing: [DeckReplacement] = []
  ) throws(DeckError) -> DeckSection {
    var root: YAMLNode?
    do { root = try YAMLNode(parsing: text, file: file) } catch { throw DeckError(error) }
    for replacement in replacing { root?.replace(replacement.path[...], by: replacement.text) }
    guard let root, !root.isNull else {
      throw DeckError(
        DeckProblem(
          file: file, rule: "the \(schema.noun) is empty",
          advice: "The command `scout describe` lists the keys a deck may hold."))
    }
    var reader = DeckReader(file: file)
    let entry = reader.entry(
      root, schema.root, at: DeckPlace(path: "", line: root.line), in: .physical)
    guard reader.problems.isEmpty, case .section(let section) = entry?.value else {
      throw DeckError(reader.problems)
    }
    return section
  }

  /// The value of an absent key.
  ///
  /// - Precondition: the key has a default that can be read.
  static func defaultEntry(of key: DeckKey, at place: DeckPlace, in mode: UnitMode) -> DeckEntry {
    guard case .byDefault(let physical, let reduced) = key.presence else {
      preconditionFailure("\(place.path) has no default")
    }
    return entry(of: key, from: mode == .physical ? physical : reduced, at: place, in: mode)
  }

  /// A value written by the program itself.
  ///
  /// - Precondition: the text can be read as a value of the key.
  static func entry(
    of key: DeckKey, from text: String, at place: DeckPlace, in mode: UnitMode,
    origin: DeckEntry.Origin = .byDefault
  ) -> DeckEntry {
    var reader = DeckReader(file: "schema")
    (reader.fixedLine, reader.origin) = (place.line, origin)
    let node = try? YAMLNode(parsing: text, file: "schema")
    let entry = reader.entry(
      node ?? .scalar("", isPlain: true, line: place.line), key, at: place, in: mode)
    guard reader.problems.isEmpty, let entry else {
      let reasons = reader.problems.map(\.description).joined(separator: "; ")
      preconditionFailure("\(place.path) cannot be \(text): \(reasons)")
    }
    return entry
  }

  /// Notes a problem at a place and reads on: a deck's problems are reported together.
  mutating func report(
    _ place: DeckPlace, found: String? = nil, _ rule: String, _ advice: String? = nil
  ) {
    problems.append(
      DeckProblem(
        file: file, line: place.line, path: place.path, found: found, rule: rule, advice: advice))
  }

  /// The place of a key inside a section; the names of a path are joined by points.
  private func place(_ name: String, in parent: DeckPlace, line: Int) -> DeckPlace {
    let path = parent.path.isEmpty ? name : "\(parent.path).\(name)"
    return DeckPlace(path: path, line: fixedLine ?? line)
  }
}

// MARK: - Values

extension DeckReader {
  /// The value of a key, or nil where it breaks a rule.
  mutating func entry(
    _ node: YAMLNode, _ key: DeckKey, at place: DeckPlace, in mode: UnitMode
  ) -> DeckEntry? {
    let (value, text): (DeckValue?, String)
    switch key.kind {
    case .section(let keys):
      (value, text) = (section(node, keys, at: place, in: mode).map(DeckValue.section), "")
    case .variants(let variants):
      (value, text) = (self.variants(node, variants, at: place, in: mode), "")
    case .list(let kind, let count):
      (value, text) = (list(node, kind, count, at: place, in: mode), "")
    default:
      guard let written = scalarText(node, key.kind, at: place, in: mode) else { return nil }
      (value, text) = (scalar(written, key.kind, at: place, in: mode), written)
    }
    return value.map { DeckEntry(value: $0, text: text, place: place, origin: origin) }
  }

  /// The text of a value that must be a single word, number, quantity or sentence.
  private mutating func scalarText(
    _ node: YAMLNode, _ kind: DeckKind, at place: DeckPlace, in mode: UnitMode
  ) -> String? {
    guard !node.isNull else {
      report(place, "the key has no value", kind.advice(in: mode))
      return nil
    }
    guard case .scalar(let text, _, _) = node else {
      report(place, found: node.shown, "it must be \(kind.words)", kind.advice(in: mode))
      return nil
    }
    return text
  }

  /// A list, each of whose items passes the rules of `kind`; items count from one in paths.
  private mutating func list(
    _ node: YAMLNode, _ kind: DeckKind, _ count: ClosedRange<Int>, at place: DeckPlace,
    in mode: UnitMode
  ) -> DeckValue? {
    guard case .sequence(let nodes, _) = node else {
      report(
        place, found: node.isNull ? nil : node.shown, "it must be a list", "Write [first, second].")
      return nil
    }
    guard count.contains(nodes.count) else {
      report(place, found: "\(nodes.count) items", "the list must have \(count.items)")
      return nil
    }
    let item = DeckKey("item", kind, .required, "")
    let entries = nodes.enumerated().map { index, node in
      let line = fixedLine ?? node.line
      let itemPlace = DeckPlace(path: "\(place.path)[\(index + 1)]", line: line)
      return entry(node, item, at: itemPlace, in: mode)
    }
    let valid = entries.compactMap { $0 }
    return valid.count == entries.count ? .list(valid) : nil
  }
}

// MARK: - Sections

extension DeckReader {
  /// The keys of a section as written; a section without any may be left empty (`output:`).
  private mutating func pairs(of node: YAMLNode, at place: DeckPlace) -> [YAMLNode.Pair]? {
    if case .mapping(let pairs, _) = node { return pairs }
    if node.isNull { return [] }
    let what = place.path.isEmpty ? "the file must hold keys" : "it must be a section with keys"
    report(place, found: node.shown, what, "Write `key: value` on lines of their own.")
    return nil
  }

  /// A section: unknown keys are reported, absent ones given their defaults.
  ///
  /// `variants` is the section's table of variants, if it has one; it explains keys that belong to
  /// another variant.
  private mutating func section(
    _ node: YAMLNode, _ keys: [DeckKey], at place: DeckPlace, in outer: UnitMode,
    variants: DeckVariants? = nil
  ) -> DeckSection? {
    guard let pairs = pairs(of: node, at: place) else { return nil }
    let mode = mode(of: pairs, keys, at: place, in: outer)
    var entries: [String: DeckEntry] = [:]
    var present = Set(pairs.map(\.key))
    for pair in pairs {
      let inner = self.place(pair.key, in: place, line: pair.line)
      if let key = keys.first(where: { $0.name == pair.key }) {
        entries[key.name] = entry(pair.value, key, at: inner, in: mode)
      } else if let meant = reportUnknown(pair.key, keys, variants, at: inner) {
        present.insert(meant)
      }
    }
    for key in keys where !present.contains(key.name) {
      entries[key.name] = absent(key, in: place, mode)
    }
    return DeckSection(file: file, place: place, keys: keys, entries: entries, unitMode: mode)
  }

  /// What plain numbers mean in a section; a wrong word is reported when its key is read.
  private func mode(
    of pairs: [YAMLNode.Pair], _ keys: [DeckKey], at place: DeckPlace, in outer: UnitMode
  ) -> UnitMode {
    guard let key = keys.first(where: { $0.kind == .units }),
      case .scalar(let word, _, _) = pairs.first(where: { $0.key == key.name })?.value
    else { return outer }
    return UnitMode(rawValue: word) ?? outer
  }

  /// The value of a key the deck does not hold, or nil where there is none.
  private mutating func absent(
    _ key: DeckKey, in parent: DeckPlace, _ mode: UnitMode
  ) -> DeckEntry? {
    let place = self.place(key.name, in: parent, line: parent.line)
    switch key.presence {
    case .optional, .derived: return nil
    case .byDefault: return Self.defaultEntry(of: key, at: place, in: mode)
    case .required:
      report(
        place, "this key is missing: \(key.kind.words) is required",
        [key.sentence, key.kind.advice(in: mode)].compactMap { $0 }.joined(separator: " "))
      return nil
    }
  }

  /// A section whose keys depend on its selector, which is read first wherever it stands.
  private mutating func variants(
    _ node: YAMLNode, _ variants: DeckVariants, at place: DeckPlace, in mode: UnitMode
  ) -> DeckValue? {
    guard let pairs = pairs(of: node, at: place) else { return nil }
    let selector = variants.selector
    let pair = pairs.first { $0.key == selector.name }
    let entry =
      if let pair {
        self.entry(
          pair.value, selector, at: self.place(pair.key, in: place, line: pair.line), in: mode)
      } else { absent(selector, in: place, mode) }
    // Without a valid word nobody knows which keys belong here; that one problem is enough.
    guard let word = entry?.text else { return nil }
    let keys = variants.keys(for: word)
    return section(node, keys, at: place, in: mode, variants: variants).map(DeckValue.section)
  }

  /// Reports a key the section does not have, and returns the one that was probably meant, so
  /// that it is not reported as missing too.
  private mutating func reportUnknown(
    _ name: String, _ keys: [DeckKey], _ variants: DeckVariants?, at place: DeckPlace
  ) -> String? {
    let shown = DeckPlace(path: DeckProblem.shown(place.path), line: place.line)
    let owners = variants?.variants.filter { $0.keys.contains { $0.name == name } } ?? []
    guard owners.isEmpty else {
      let words = owners.map { "\(variants?.selector.name ?? ""): \($0.name)" }
      report(shown, "this key belongs to \(words.joined(separator: " or "))", "Remove it.")
      return nil
    }
    let names = keys.map(\.name)
    // In a file of a thousand unknown keys the suggestions would take seconds and not be printed.
    let near = problems.count < 100 ? Spelling.nearest(to: name, among: names) : nil
    let hint = near.map { "Did you mean \($0)? " } ?? ""
    report(
      shown, "this key is unknown", hint + "The keys here are \(names.joined(separator: ", ")).")
    return near
  }
}
