public import Foundation

/// The checkpoints of a run: the latest and the one before, in a directory of their own.
///
/// A checkpoint is a few lines of text, then the bytes of its named sections one after the other:
///
///     scout-checkpoint 2
///     sequence 17
///     section flow 81234 9a0b1c2d
///     section rest 1234 00ff00ff
///     end 4d3c2b1a
///
/// with the length and the CRC-32 of each section, and the CRC-32 of the lines above `end`. New
/// checkpoints take the place of the older of the two files, and each file is replaced in one
/// step (`AtomicFile`), so at every moment, whatever fails, a complete one is there. Definition.
public struct CheckpointFile: Sendable {
  /// The directory.
  public let directory: String

  /// How the operating system is called.
  private let calls: OutputCalls

  /// Names a directory, which need not exist yet.
  public init(in directory: String) { self.init(in: directory, through: .system) }

  /// Names a directory whose files are written by given calls.
  package init(in directory: String, through calls: OutputCalls) {
    self.directory = directory
    self.calls = calls
  }

  /// What was read.
  public struct Content: Sendable, Equatable {
    /// Counted from 1 in the order of writing.
    public let sequence: Int
    /// The bytes of every section.
    public let sections: [String: Data]
  }

  /// What became of reading.
  public struct Reading: Sendable {
    /// The latest sound checkpoint, if there is any.
    public let content: Content?
    /// What is wrong with files that could not be used, a sentence each.
    public let remarks: [String]
  }

  /// Writes a checkpoint.
  ///
  /// - Parameter sequence: one more than that of the checkpoint before.
  /// - Throws: `OutputError`; the checkpoints there were are then untouched.
  public func write(_ sections: [String: Data], sequence: Int) throws(OutputError) {
    var head = "\(Self.title) \(Self.version)\nsequence \(sequence)\n"
    var body = Data()
    for (name, data) in sections.sorted(by: { $0.key < $1.key }) {
      head += "section \(name) \(data.count) \(Checksum.text(of: data))\n"
      body += data
    }
    head += "end \(Checksum.text(of: Data(head.utf8)))\n"
    try OutputDirectory.create(at: directory)
    try AtomicFile.write(Data(head.utf8) + body, to: path(sequence), through: calls)
  }

  /// Reads the latest sound checkpoint.
  public func read() -> Reading {
    var contents: [Content] = []
    var remarks: [String] = []
    for slot in 0..<2 where FileManager.default.fileExists(atPath: path(slot)) {
      do {
        contents.append(try Self.content(of: path(slot)))
      } catch {
        remarks.append("\(path(slot)) cannot be used: \(error.reason)")
      }
    }
    return Reading(content: contents.max { $0.sequence < $1.sequence }, remarks: remarks)
  }

  private func path(_ sequence: Int) -> String {
    directory + (sequence.isMultiple(of: 2) ? "/even.checkpoint" : "/odd.checkpoint")
  }

  private static let title = "scout-checkpoint"
  private static let version = 2

  /// Why a file is no sound checkpoint.
  private struct Damage: Error { let reason: String }

  private static func content(of path: String) throws(Damage) -> Content {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Damage(reason: "it cannot be read")
    }
    var head = Head()
    var place = data.startIndex
    while !head.isComplete {
      guard let end = data[place...].prefix(4096).firstIndex(of: UInt8(ascii: "\n")) else {
        throw Damage(reason: "it is cut off")
      }
      let line = String(decoding: data[place..<end], as: UTF8.self)
      try head.take(line, after: data[..<place])
      place = end + 1
    }
    var sections: [String: Data] = [:]
    for section in head.sections {
      guard section.length >= 0, section.length <= data.endIndex - place else {
        throw Damage(reason: "it is cut off in the section \(section.name)")
      }
      let bytes = Data(data[place..<place + section.length])
      guard Checksum.text(of: bytes) == section.checksum else {
        throw Damage(reason: "the checksum of the section \(section.name) is wrong")
      }
      sections[section.name] = bytes
      place += section.length
    }
    guard place == data.endIndex else { throw Damage(reason: "something follows its end") }
    return Content(sequence: head.sequence, sections: sections)
  }

  /// The lines before the sections.
  private struct Head {
    private(set) var sequence = 0
    private(set) var sections: [(name: String, length: Int, checksum: String)] = []
    private(set) var isComplete = false
    private var lines = 0

    mutating func take(_ line: String, after above: Data) throws(Damage) {
      let words = line.split(separator: " ").map(String.init)
      lines += 1
      switch (lines, words.first, words.count) {
      case (1, title, 2):
        guard words[1] == "\(version)" else {
          throw Damage(reason: "it has the format \(words[1]), and this version knows \(version)")
        }
      case (2, "sequence", 2): sequence = Int(words[1]) ?? 0
      case (3..., "section", 4): sections.append((words[1], Int(words[2]) ?? -1, words[3]))
      case (3..., "end", 2):
        guard Checksum.text(of: above) == words[1] else {
          throw Damage(reason: "the checksum of its head is wrong")
        }
        isComplete = true
      default: throw Damage(reason: "line \(lines) is no line of a checkpoint")
      }
    }
  }
}
