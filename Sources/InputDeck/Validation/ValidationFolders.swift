public import FileFormats
internal import Foundation
internal import Tensors

/// The folder `validation/` with one folder for each published result.
public struct ValidationFolders: Sendable {
  /// The folder.
  public let path: String

  /// Its cases, sorted by name.
  public let names: [String]

  /// Lists the cases: of a folder that is named, of `validation` in the working directory, or of
  /// the directory that Scout is installed in.
  ///
  /// - Throws: `DataFileError` where there is none.
  public init(at directory: String?) throws(DataFileError) {
    let installed = PotentialLibrary(deck: nil).directories.last.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("validation").path
    }
    let places = directory.map { [$0] } ?? ["validation"] + [installed].compactMap(\.self)
    let found = places.lazy.map { (path: $0, names: Self.cases(in: $0)) }.first {
      !$0.names.isEmpty
    }
    guard let found else {
      throw DataFileError(
        file: places[0], found: "no validation case",
        rule: "a case is a folder with case.yaml, deck.yaml and reference.csv",
        remedy: "name the directory that holds such folders with --directory")
    }
    (path, names) = found
  }

  private static func cases(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter {
      FileManager.default.fileExists(atPath: "\(directory)/\($0)/case.yaml")
        || FileManager.default.fileExists(atPath: "\(directory)/\($0)/reference.csv")
    }.sorted()
  }

  /// Reads the cases whose names begin with one of the given words; all cases without any.
  ///
  /// - Parameter quantities: the names that the tables' `quantity` may hold.
  /// - Throws: `DataFileError` where no name begins so or a table is wrong; `DeckError`.
  public func cases(named words: [String], quantities: [String]) throws -> [ValidationCase] {
    for word in words where !names.contains(where: { $0.hasPrefix(word) }) {
      let near = Spelling.nearest(to: word, among: names).map { "did you mean \($0)? " } ?? ""
      throw DataFileError(
        file: path, found: "no case \(word)", rule: "a case is named by its folder",
        remedy: "\(near)there are \(names.joined(separator: ", "))")
    }
    let chosen = names.filter { name in words.isEmpty || words.contains { name.hasPrefix($0) } }
    return try chosen.map {
      try ValidationCase(folder: "\(path)/\($0)", quantities: quantities)
    }
  }
}
