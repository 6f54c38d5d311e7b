import ConstitutiveMemory
import Foundation
import GRDB
import Testing

@Suite("Trouble with the constitutive database")
struct StoreTroubleTests {
  private let directory: ScratchDirectory

  init() throws { directory = try ScratchDirectory() }

  /// A database with some rows, closed.
  private func filled() throws -> String {
    let path = directory.file("store.sqlite")
    let store = try AnswerStore(at: path)
    let model = try store.identify(.scalar)
    try store.commit((0..<200).map { .of(Double($0), question: $0) }, of: model)
    return path
  }

  private func kind(_ work: () throws -> Void) -> StoreError.Kind? {
    do { try work() } catch let error as StoreError { return error.kind } catch {}
    return nil
  }

  @Test("a missing file is missing to a reader and is made for a writer")
  func missing() throws {
    let path = directory.file("none.sqlite")
    #expect(kind { _ = try AnswerStore(at: path, for: .readOnly) } == .missing)
    #expect(!FileManager.default.fileExists(atPath: path))
    _ = try AnswerStore(at: path)
    #expect(try AnswerStore(at: path, for: .readOnly).models().isEmpty)
  }

  @Test("a directory that cannot be written says so")
  func notWritable() {
    #expect(kind { _ = try AnswerStore(at: "/proc/store.sqlite") } == .notWritable)
    #expect(kind { _ = try AnswerStore(at: "/no/such/place.sqlite") } == .notWritable)
  }

  @Test("a newer format is refused and left as it is")
  func newer() throws {
    let path = try filled()
    try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    let before = FileManager.default.contents(atPath: path)
    #expect(kind { _ = try AnswerStore(at: path) } == .newer)
    #expect(kind { _ = try AnswerStore(at: path, for: .readOnly) } == .newer)
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test("somebody else's database is refused and left as it is")
  func foreign() throws {
    let path = directory.file("foreign.sqlite")
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE mine (a)") }
    let before = FileManager.default.contents(atPath: path)
    #expect(kind { _ = try AnswerStore(at: path) } == .damaged)
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test("a file that is no database is refused and left as it is")
  func garbage() throws {
    let path = directory.file("garbage.sqlite")
    let bytes = Data((0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(kind { _ = try AnswerStore(at: path) } == .damaged)
    #expect(kind { _ = try AnswerStore(at: path, for: .readOnly) } == .damaged)
    #expect(FileManager.default.contents(atPath: path) == bytes)
  }

  /// Wherever a bit of a row flips, either SQLite's structure or the row's checksum shows it.
  @Test("every flipped digit of a row is found")
  func flippedDigits() throws {
    let path = try filled()
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    let pattern = Array("2026-01-01T00:00:00Z".utf8)
    let places = bytes.indices.dropLast(pattern.count).filter {
      bytes[$0] == pattern[0] && Array(bytes[$0..<$0 + pattern.count]) == pattern
    }
    #expect(places.count >= 200)
    bytes[places[17] + 3] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let flaws = try AnswerStore(at: path, for: .readOnly).flaws()
    #expect(flaws.count == 1 && flaws[0].hasSuffix("it is not as it was written"))
  }

  @Test("a torn file never yields a wrong answer")
  func truncated() throws {
    let path = try filled()
    let bytes = try #require(FileManager.default.contents(atPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    let trouble = kind {
      let store = try AnswerStore(at: path, for: .readOnly)
      #expect(try !store.flaws().isEmpty)
    }
    #expect(trouble == nil || trouble == .damaged)
  }
}
