internal import ArgumentParser
internal import ConstitutiveMemory
internal import FileFormats

/// `scout store`: the constitutive database.
struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Look into, export, merge and verify databases of answers.",
    discussion: """
      A coupled run keeps every answer of its micro simulations in store.sqlite in its directory, \
      or in the database that coupling.store names, and asks nothing that is answered there.
      """,
    subcommands: [
      StoreListCommand.self, StoreShowCommand.self, StoreExportCommand.self,
      StoreMergeCommand.self, StoreVerifyCommand.self,
    ])
}

/// `scout store list`: what a database knows, model by model.
struct StoreListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models of a database and what is known about each.")

  @Argument(help: "A database.")
  var file: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let listing = StoreListing(try AnswerStore(at: file, for: .readOnly).models())
    Console.print(common.json ? JSONDocument.text(of: listing.json).trimmed : listing.text)
  }
}

/// `scout store show`: the estimates of a database.
struct StoreShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the estimates of a model, and what the model is.")

  @Argument(help: "A database.")
  var file: String

  @Option(help: ArgumentHelp("The model by its number in the list.", valueName: "number"))
  var model: Int?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try AnswerStore(at: file, for: .readOnly)
    for summary in try StoreListing.chosen(model, of: store) where !common.json {
      let table = StoreTable(summary)
      Console.print(table.heading)
      try store.forEach(ofModel: summary.number) { Console.print(table.line($0)) }
      Console.print("")
    }
    guard common.json else { return }
    let models = try StoreListing.chosen(model, of: store)
    let documents = try models.map { summary in
      var entries: [JSONValue] = []
      try store.forEach(ofModel: summary.number) { entries.append(StoreEntryText.json($0)) }
      return JSONValue.object([
        "model": StoreListing.json(summary), "estimates": .array(entries),
      ])
    }
    Console.print(JSONDocument.text(of: .array(documents)).trimmed)
  }
}

/// `scout store export`: a database as a file of another kind.
struct StoreExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a database as CSV or JSON, all digits kept.",
    discussion: "Lists, such as a load or a covariance row by row, are JSON in a field of CSV.")

  @Argument(help: "A database.")
  var file: String

  @Argument(help: "The file to write; its name ends in .csv or .json.")
  var target: String

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard target.hasSuffix(".csv") || target.hasSuffix(".json") else {
      throw ValidationError("The exported file's name ends in .csv or .json.")
    }
  }

  func run() async throws {
    let store = try AnswerStore(at: file, for: .readOnly)
    let names = try Dictionary(
      uniqueKeysWithValues: store.models().map { ($0.number, $0.model) })
    var count = 0
    if target.hasSuffix(".csv") {
      var table = DelimitedTable(columns: StoreEntryText.columns)
      try store.forEach { entry in
        table.append(StoreEntryText.row(entry, of: names[entry.model]))
        count += 1
      }
      try table.write(to: target)
    } else {
      var entries: [JSONValue] = []
      try store.forEach { entry in
        entries.append(StoreEntryText.json(entry))
        count += 1
      }
      try JSONDocument.write(
        JSONValue.object([
          "models": .array(try store.models().map(StoreListing.json)),
          "estimates": .array(entries),
        ]), to: target)
    }
    guard common.json else { return Console.print("\(count) estimates written to \(target)") }
    Console.print(
      JSONDocument.text(of: .object(["estimates": .integer("\(count)"), "file": .string(target)]))
        .trimmed)
  }
}

/// `scout store merge`: what several databases know in one.
struct StoreMergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Add the estimates of databases to another.",
    discussion: """
      Estimates that are there already are not added again; the models are kept apart. Where \
      several runs have answered the same load, a later run pools what they found.
      """)

  @Argument(help: "The database that grows; it is created where it does not exist.")
  var target: String

  @Argument(help: "The databases to add; they stay as they are.")
  var sources: [String]

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let others = try sources.map { try AnswerStore(at: $0, for: .readOnly) }
    let store = try AnswerStore(at: target)
    var added: [String: JSONValue] = [:]
    for other in others {
      let count = try store.merge(other)
      added[other.path] = .integer("\(count)")
      if !common.json { Console.print("\(count) estimates added from \(other.path)") }
    }
    if common.json {
      Console.print(JSONDocument.text(of: .object(["added": .object(added)])).trimmed)
    }
  }
}

/// `scout store verify`: whether a database is sound.
struct StoreVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check the structure of a database and every row of it.",
    discussion: "Ends with exit code 65 where something is wrong.")

  @Argument(help: "A database.")
  var file: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let flaws = try AnswerStore(at: file, for: .readOnly).flaws()
    if common.json {
      Console.print(
        JSONDocument.text(
          of: .object([
            "sound": .bool(flaws.isEmpty), "flaws": .array(flaws.map { .string($0) }),
          ])
        ).trimmed)
    } else {
      flaws.forEach(Console.print)
      if flaws.isEmpty { Console.print("\(file) is sound") }
    }
    guard flaws.isEmpty else {
      throw StoreError(
        .damaged, path: file,
        finding: flaws.count == 1 ? "one thing is wrong" : "\(flaws.count) things are wrong")
    }
  }
}
