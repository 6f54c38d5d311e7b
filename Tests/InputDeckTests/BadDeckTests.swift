import Foundation
import InputDeck
import Testing

/// A deck that must be refused, with the messages it must produce.
///
/// The first lines of a fixture are comments: `# schema: NAME`, where it is not the sample schema,
/// `# compose: run`, `micro` or `homogenize`, where the deck reads well but its parts do not fit
/// together, and one `# expect: …` for each problem, word for word. A line break in a message is
/// not needed: each problem is one paragraph.
struct BadDeck: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let schema: String
  let composed: String?
  let expected: [String]

  var testDescription: String { name }

  init(_ url: URL) throws {
    name = url.lastPathComponent
    let text = try String(contentsOf: url, encoding: .utf8)
    let header = text.split(separator: "\n").prefix { $0.hasPrefix("#") }
    func values(_ key: String) -> [String] {
      header.filter { $0.hasPrefix("# \(key): ") }.map { String($0.dropFirst(key.count + 4)) }
    }
    self.text = text
    schema = values("schema").first ?? "sample"
    composed = values("compose").first
    expected = values("expect")
  }

  /// All fixtures of the folder `bad`, in the order of their names.
  static let all: [BadDeck] = {
    let folder = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/bad")
    let files = folder.flatMap {
      try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    }
    return (files ?? []).sorted { $0.path < $1.path }.compactMap { try? BadDeck($0) }
  }()

  /// The schemas fixtures may name.
  static let schemas = [
    "sample": SampleSchema.schema, "potential": PotentialFile.schema, "scout": DeckSchema.scout,
  ]

  /// Reads the deck, and composes what it asks for.
  func read() throws {
    let schema = try #require(BadDeck.schemas[schema])
    let deck = try Deck(text: text, file: name, schema: schema)
    if schema.noun == "potential" { _ = try PotentialFile(text: text, file: name) }
    switch composed {
    case "run" where deck.problem == "heatConduction":
      _ = try HeatPlan(deck, potentials: ShippedFiles.potentials)
    case "run": _ = try RunPlan(deck, potentials: ShippedFiles.potentials)
    case "homogenize": _ = try HomogenizationPlan(deck)
    case "micro" where HeatFieldPlan.isAsked(by: deck):
      _ = try HeatFieldPlan(deck, potentials: ShippedFiles.potentials)
    case "micro": _ = try MicroPlan(deck, potentials: ShippedFiles.potentials)
    default: break
    }
  }
}

@Suite("Bad decks")
struct BadDeckTests {
  @Test("produce exactly the messages they state", arguments: BadDeck.all)
  func messages(deck: BadDeck) throws {
    let error = try #require(throws: DeckError.self) { try deck.read() }
    #expect(!deck.expected.isEmpty)
    #expect(error.problems.map(\.description) == deck.expected)
  }

  @Test("are all found")
  func fixturesAreThere() { #expect(BadDeck.all.count >= 70) }

  private func message(_ bytes: [UInt8]) throws -> String {
    let error = try #require(throws: DeckError.self) {
      try Deck(bytes: bytes, file: "x.yaml", schema: SampleSchema.schema)
    }
    return error.description
  }

  @Test(
    "that are no text are refused", arguments: [[0, 1, 2], [0xFF, 0xFE, 0x41], [0xC3, 0x28]])
  func binary(bytes: [UInt8]) throws {
    #expect(try message(bytes).hasPrefix("x.yaml: this is not a text file in UTF-8."))
  }

  @Test(
    "that hold nothing are refused", arguments: ["", "\n", "# only a comment\n", "---\n", "~"])
  func empty(text: String) throws {
    #expect(try message(Array(text.utf8)).hasPrefix("x.yaml: the deck is empty."))
  }

  @Test("that are too large are refused")
  func large() throws {
    let text = "title: " + String(repeating: "a", count: 1 << 20)
    #expect(try message(Array(text.utf8)).hasPrefix("x.yaml: the file is larger than 1 MiB."))
  }

  static let deep: [String] = [
    "a: " + String(repeating: "[", count: 3000),
    "a: " + String(repeating: "{a: ", count: 3000),
    "a:\n" + String(repeating: "- ", count: 3000) + "x",
    String(repeating: "? ", count: 3000) + "x",
    String(repeating: "- ? ", count: 3000) + "x",
    (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    (0..<1000).map { String(repeating: " ", count: $0) + "\"a\" :\n" }.joined(),
    (0..<1000).map { String(repeating: " ", count: $0) + "[a]:\n" }.joined(),
    "a: 'it''s [' \nb: " + String(repeating: "[\"]\",", count: 3000),
    "a: |\n  text \"\n  more\nb: " + String(repeating: "[", count: 3000),
    "a: plain\n  going on \"\nb: " + String(repeating: "[#]\n ", count: 3000),
  ]

  @Test("that nest deeply are refused before any parser recurses", arguments: deep)
  func deepNesting(text: String) throws {
    #expect(try message(Array(text.utf8)).contains("nested more than 64 deep"))
  }

  /// 64 levels pass the depth rule; the schema then refuses the contents.
  @Test("may nest as deep as the limit allows")
  func nestingAtTheLimit() throws {
    let text = "a: " + String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
    #expect(try message(Array(text.utf8)).contains("a: this key is unknown"))
  }

  @Test("with text that merely looks nested are read")
  func bracketsInText() throws {
    let brackets = String(repeating: "[", count: 100)
    for title in ["'\(brackets)'", "\"\(brackets)\"", "a \(brackets)", "|\n  \(brackets)\n  & *"] {
      let text = "title: \(title)\n\(SampleSchema.reduced)"
      let deck = try Deck(text: text, file: "x", schema: SampleSchema.schema)
      #expect(deck.root.text("title").contains(brackets))
    }
  }

  @Test("report at most twenty problems, and say how many more there are")
  func manyProblems() throws {
    let text = (1...30).map { "key\($0): 1\n" }.joined()
    let error = try #require(throws: DeckError.self) {
      try Deck(text: text, file: "x", schema: SampleSchema.schema)
    }
    // Thirty unknown keys and two missing sections.
    #expect(error.problems.count == 20)
    #expect(error.omitted == 12)
    #expect(error.description.hasSuffix("… and 12 more."))
  }

  @Test("that are no files are refused")
  func files() throws {
    func message(_ path: String) throws -> String {
      let error = try #require(throws: DeckError.self) {
        try Deck(contentsOf: path, schema: SampleSchema.schema)
      }
      return error.description
    }
    #expect(try message("/nowhere/x.yaml").contains("there is no such file"))
    #expect(try message("/").contains("this is a directory"))
    #expect(try message("/dev/null").contains("not a regular file"))
  }
}
