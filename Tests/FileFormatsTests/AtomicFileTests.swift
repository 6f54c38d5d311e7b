import FileFormats
import Foundation
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  @Test("replaces the old contents and leaves nothing else behind")
  func replaces() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write("old", to: directory.file("a.txt"))
    try AtomicFile.write("new\n", to: directory.file("a.txt"))
    #expect(try directory.read("a.txt") == "new\n")
    #expect(try directory.contents == ["a.txt"])
  }

  @Test("writes bytes as they are")
  func writesBytes() throws {
    let directory = try TemporaryDirectory()
    let bytes = Data((0...255).map { UInt8($0) })
    try AtomicFile.write(bytes, to: directory.file("b"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file("b"))) == bytes)
  }

  @Test("says which path failed, why, and what to do")
  func missingDirectory() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("absent/a.txt")
    let error = try #require(throws: OutputError.self) { try AtomicFile.write("x", to: path) }
    #expect(error.path == path)
    #expect(error.code == ENOENT)
    #expect(error.description.contains("No such file or directory"))
    #expect(error.description.contains("Check that the directory exists"))
  }

  @Test("refuses to put a file in the place of a directory or a device")
  func refusesOtherKinds() throws {
    let directory = try TemporaryDirectory()
    let error = try #require(throws: OutputError.self) {
      try AtomicFile.write("x", to: directory.path)
    }
    #expect(error.code == EISDIR)
    #expect(throws: OutputError.self) { try AtomicFile.write("x", to: "/dev/null") }
    #expect(try directory.contents.isEmpty)
  }

  @Test("keeps a symbolic link and replaces what it names")
  func followsLinks() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("old", as: "target")
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("link"), withDestinationPath: directory.file("target"))
    try AtomicFile.write("new", to: directory.file("link"))
    #expect(try directory.read("target") == "new")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link"))
        == directory.file("target"))
  }

  @Test("leaves one whole version when many threads write at once")
  func concurrentWrites() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a")
    let texts = (0..<20).map { String(repeating: "\($0) ", count: 5000) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for text in texts { group.addTask { try AtomicFile.write(text, to: path) } }
      try await group.waitForAll()
    }
    #expect(texts.contains(try directory.read("a")))
    #expect(try directory.contents == ["a"])
  }

  @Test("creates directories with those above them")
  func createsDirectories() throws {
    let directory = try TemporaryDirectory()
    try OutputDirectory.create(at: directory.file("a/b/c"))
    try OutputDirectory.create(at: directory.file("a/b/c"))
    #expect(try directory.contents == ["a"])
    let file = try directory.write("", as: "file")
    let error = try #require(throws: OutputError.self) {
      try OutputDirectory.create(at: file + "/below")
    }
    #expect(error.code == ENOTDIR)
  }
}
