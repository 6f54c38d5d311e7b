internal import Foundation
internal import Tensors

/// Finds potential files by the names decks use.
public struct PotentialLibrary: Sendable {
  /// The directories searched, in order.
  public let directories: [String]

  /// Creates a library of directories, the first of which counts where several hold a name.
  public init(directories: [String]) { self.directories = directories }

  /// The library of a deck: its own directory, `potentials` beside it, and `potentials` in the
  /// directory Scout is installed in.
  ///
  /// - Parameters:
  ///   - deck: the deck's file; nil for a command without one.
  ///   - home: the directory Scout is installed in; where nil, the variable `SCOUT_HOME`, else the
  ///     nearest directory above the program that holds `potentials`.
  public init(deck: String?, home: String? = nil) {
    let beside = deck.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let installed =
      (home ?? ProcessInfo.processInfo.environment["SCOUT_HOME"])
      .map { URL(fileURLWithPath: $0, isDirectory: true) } ?? Self.homeAboveProgram
    directories = [
      beside, beside?.appendingPathComponent("potentials"),
      installed?.appendingPathComponent("potentials"),
    ].compactMap { $0?.path }
  }

  private static var homeAboveProgram: URL? {
    var place = Bundle.main.bundleURL.resolvingSymlinksInPath()
    while place.path != "/" {
      var isDirectory: ObjCBool = false
      let candidate = place.appendingPathComponent("potentials").path
      if unsafe FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory),
        isDirectory.boolValue
      {
        return place
      }
      place.deleteLastPathComponent()
    }
    return nil
  }

  /// The names of all potentials, sorted.
  public var names: [String] {
    let found = directories.flatMap { directory in
      // A deck's own directory holds decks too; only files that read as potentials count there.
      ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
        .filter {
          $0.hasSuffix(".yaml") && (try? PotentialFile(contentsOf: "\(directory)/\($0)")) != nil
        }
        .map { String($0.dropLast(5)) }
    }
    return Set(found).sorted()
  }

  /// The potential a command line names: `argon`, or a path to a file.
  ///
  /// - Throws: `DeckError` where there is none, or it cannot be read.
  public func potential(named name: String) throws(DeckError) -> PotentialFile {
    guard let path = path(of: name) else {
      throw DeckError(missing(name, DeckProblem(file: "potential", path: name, rule: "")))
    }
    return try PotentialFile(contentsOf: path)
  }

  /// The potential that a key of a deck names.
  ///
  /// - Throws: `DeckError` at the key where there is none; at the file where it cannot be read.
  public func potential(
    namedBy key: String, of section: DeckSection
  ) throws(DeckError) -> PotentialFile {
    let name = section.text(key)
    guard let path = path(of: name) else {
      throw DeckError(section.problem(at: key, "").problems.map { missing(name, $0) })
    }
    return try PotentialFile(contentsOf: path)
  }

  /// The file of a potential that only decks in this place find by its name, as an absolute path; nil
  /// for one that Scout is installed with.
  func ownFile(of name: String) -> String? {
    guard let path = path(of: name), path != directories.last.map({ "\($0)/\(name).yaml" }) else {
      return nil
    }
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The first file of a name or path; a path is also looked for from the working directory.
  private func path(of name: String) -> String? {
    let isPath = Self.isPath(name)
    let file = isPath ? name : name + ".yaml"
    let roots = name.hasPrefix("/") ? [""] : directories.map { $0 + "/" } + (isPath ? [""] : [])
    return roots.map { $0 + file }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func isPath(_ name: String) -> Bool {
    name.contains("/") || name.hasSuffix(".yaml")
  }

  /// What to say where a potential was asked for and there is none.
  private func missing(_ name: String, _ place: DeckProblem) -> DeckProblem {
    var problem = place
    let names = names
    let near = Spelling.nearest(to: name, among: names).map { "Did you mean \($0)? " } ?? ""
    problem.rule =
      Self.isPath(name) ? "there is no such file" : "there is no potential of this name"
    problem.advice =
      near
      + (names.isEmpty
        ? "No potential files were found; set SCOUT_HOME to the directory Scout is installed in."
        : "There are \(names.joined(separator: ", ")).")
    return problem
  }
}
