internal import Yams

/// A YAML document with the line of every node, free of anchors, aliases and tags.
indirect enum YAMLNode {
  /// A text; `isPlain` where it was written without quotes.
  case scalar(String, isPlain: Bool, line: Int)
  case sequence([YAMLNode], line: Int)
  case mapping([Pair], line: Int)

  /// A key of a mapping with its value.
  struct Pair {
    let key: String
    let line: Int
    let value: YAMLNode
  }

  /// The line on which the node begins, counted from one.
  var line: Int {
    switch self {
    case .scalar(_, _, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }

  /// Whether the writer gave no value: `key:`, `key: ~` or `key: null`.
  var isNull: Bool {
    guard case .scalar(let text, true, _) = self else { return false }
    return ["", "~", "null"].contains(text)
  }

  /// What was written, for a message.
  var shown: String {
    switch self {
    case .scalar(let text, _, _): text
    case .sequence: "a list"
    case .mapping: "a section"
    }
  }
}

extension YAMLNode {
  /// Parses a text of one document; nil where it holds nothing but comments.
  ///
  /// - Throws: `DeckProblem` with line and column where the text is not YAML, nests too deep, or
  ///   uses anchors, aliases, tags, several documents or a key twice.
  init?(parsing text: String, file: String) throws(DeckProblem) {
    do {
      try YAMLGuard.check(text)
      guard let root = try compose(yaml: text, .basic, .default, .utf8) else { return nil }
      try self.init(root, file: file)
    } catch let finding as YAMLGuard.Finding {
      throw DeckProblem(
        file: file, line: finding.line, column: finding.column, rule: finding.rule,
        advice: finding.advice)
    } catch let error as YamlError {
      throw YAMLSyntax.problem(error, file: file)
    } catch {
      throw error as? DeckProblem
        ?? DeckProblem(file: file, rule: "the text cannot be read as YAML (\(error))")
    }
  }

  /// Copies a node of the parser, keeping its line. The guard has bounded the recursion.
  private init(_ node: Node, file: String) throws(DeckProblem) {
    let line = node.mark?.line ?? 1
    switch node {
    case .scalar(let scalar):
      self = .scalar(scalar.string, isPlain: scalar.style == .plain, line: line)
    case .sequence(let sequence):
      var nodes: [YAMLNode] = []
      for node in sequence { nodes.append(try YAMLNode(node, file: file)) }
      self = .sequence(nodes, line: line)
    case .mapping(let mapping):
      var pairs: [Pair] = []
      for (key, value) in mapping {
        pairs.append(try Pair(key, YAMLNode(value, file: file), file: file, line: line))
      }
      self = .mapping(pairs, line: line)
    case .alias:
      throw DeckProblem(file: file, line: line, rule: "anchors and aliases are not used in decks")
    }
  }
}

extension YAMLNode.Pair {
  /// A key that is a text; YAML would allow any value as a key.
  fileprivate init(
    _ node: Node, _ value: YAMLNode, file: String, line: Int
  ) throws(DeckProblem) {
    guard case .scalar(let scalar) = node else {
      throw DeckProblem(
        file: file, line: node.mark?.line ?? line, rule: "a key must be a word",
        advice: "Write `key: value`.")
    }
    self.init(key: scalar.string, line: node.mark?.line ?? line, value: value)
  }
}

extension DeckProblem: Error {}
