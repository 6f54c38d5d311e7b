/// The schema of a kind of file: what its top level holds.
public struct DeckSchema: Sendable {
  /// What a file of this schema is called: `deck`, `potential`.
  public let noun: String

  /// The top level as a key without a name.
  let root: DeckKey

  /// Creates a schema whose files hold these keys.
  ///
  /// - Precondition: every default can be read as a value of its key.
  public init(_ noun: String, _ keys: [DeckKey]) { self.init(noun, .section(keys)) }

  /// Creates a schema whose files hold the keys that one of them selects.
  ///
  /// - Precondition: every default can be read as a value of its key.
  public init(_ noun: String, _ variants: DeckVariants) { self.init(noun, .variants(variants)) }

  private init(_ noun: String, _ kind: DeckKind) {
    self.noun = noun
    root = DeckKey("", kind, .required, "")
    Self.check(root)
  }

  /// Reads each default once in both modes, so that a wrong one stops the first test that runs.
  private static func check(_ key: DeckKey) {
    if case .byDefault = key.presence {
      for mode in UnitMode.allCases {
        _ = DeckReader.defaultEntry(of: key, at: DeckPlace(path: key.name, line: 1), in: mode)
      }
    }
    for child in key.children { check(child) }
  }

  /// Every path of the schema, depth first; keys that several variants share appear once.
  var paths: [String] {
    func paths(_ keys: [DeckKey], _ prefix: String) -> [String] {
      keys.flatMap { key in
        [prefix + key.name] + paths(key.children, prefix + key.name + ".")
      }
    }
    var seen = Set<String>()
    return paths(root.children, "").filter { seen.insert($0).inserted }
  }

  /// The keys at a path such as `macro.walls`: several where variants share a name.
  func keys(at path: String) -> [DeckKey] {
    var (found, level) = ([DeckKey](), root.children)
    for name in path.split(separator: ".", omittingEmptySubsequences: false) {
      found = level.filter { $0.name == name }
      level = found.flatMap(\.children)
    }
    return found
  }
}
