import FileFormats
import Foundation
import Synchronization
import Testing

@Suite("Checkpoint files")
struct CheckpointFileTests {
  private let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "scout-checkpoint-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  private func sections(_ number: Int) -> [String: Data] {
    ["flow": Data((0..<3000).map { UInt8(truncatingIfNeeded: $0 * number) }), "run": Data()]
  }

  /// The values of RFC 1952's check for known texts.
  @Test("carry the check that other programs compute")
  func checksum() {
    #expect(Checksum.text(of: Data("123456789".utf8)) == "cbf43926")
    #expect(Checksum.text(of: Data()) == "00000000")
  }

  @Test("are read back, the latest first, whatever was there before")
  func roundTrip() throws {
    let file = CheckpointFile(in: directory + "/new/checkpoint")
    #expect(file.read().content == nil && file.read().remarks.isEmpty)
    for sequence in 1...5 {
      try file.write(sections(sequence), sequence: sequence)
      let content = try #require(file.read().content)
      #expect(content.sequence == sequence && content.sections == sections(sequence))
    }
  }

  /// A bit of every byte of the latest file, and every length.
  @Test("give way to the one before when a bit has flipped or the end is missing, and say so")
  func damage() throws {
    let file = CheckpointFile(in: directory)
    let small = ["run": Data("state".utf8), "a": Data([1, 2, 3])]
    try file.write(small, sequence: 1)
    try file.write(small, sequence: 2)
    let path = directory + "/even.checkpoint"
    let bytes = try #require(FileManager.default.contents(atPath: path))
    func expectPrevious(_ damaged: Data) throws {
      try damaged.write(to: URL(fileURLWithPath: path))
      let reading = file.read()
      let content = try #require(reading.content)
      #expect(content.sequence == 1 && content.sections == small)
      #expect(reading.remarks.count == 1)
    }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      try expectPrevious(damaged)
    }
    for length in 0..<bytes.count { try expectPrevious(bytes.prefix(length)) }
    try expectPrevious(bytes + Data([0]))
  }

  @Test("of a format that is not known yet are left alone")
  func newer() throws {
    try Data("scout-checkpoint 3\n".utf8).write(
      to: URL(fileURLWithPath: directory + "/odd.checkpoint"))
    let reading = CheckpointFile(in: directory).read()
    #expect(reading.content == nil)
    #expect(reading.remarks.first?.contains("format 3") == true)
  }

  /// Counts the calls of writing one checkpoint, then lets each of them fail in turn.
  @Test(
    "survive the failure of any call of the operating system",
    arguments: [ENOSPC, EIO, EDQUOT, Fault.shortWrite, Fault.death])
  func faults(code: Int32) throws {
    let sound = CheckpointFile(in: directory)
    try sound.write(sections(1), sequence: 1)
    let counting = FaultyCalls(failing: .max, code: 0)
    try CheckpointFile(in: directory, through: counting.calls).write(sections(2), sequence: 2)
    #expect(counting.made >= 5)  // open, write, fsync, rename, fsync of the directory
    for call in 1...counting.made {
      let faulty = FaultyCalls(failing: call, code: code)
      let failing = CheckpointFile(in: directory, through: faulty.calls)
      let written = Result { try failing.write(sections(3), sequence: 3) }
      let found = sound.read()
      // What was written before is there, or what should have been written; nothing else.
      let content = try #require(found.content)
      let isNew = content.sequence == 3
      #expect(content.sections == sections(isNew ? 3 : 2))
      if case .success = written { #expect(isNew) }
      if code != Fault.death {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(names.sorted() == ["even.checkpoint", "odd.checkpoint"])
      }
      try sound.write(sections(1), sequence: 1)
    }
  }
}

/// Ways to fail that are no error numbers.
enum Fault {
  /// One byte is written instead of all; the rest follows in later calls.
  static let shortWrite: Int32 = -1
  /// Nothing happens any more, as if the process had been killed.
  static let death: Int32 = -2
}

/// Calls of the operating system of which one fails.
private final class FaultyCalls: Sendable {
  private let count = Mutex(0)
  private let failing: Int
  private let code: Int32

  init(failing: Int, code: Int32) {
    self.failing = failing
    self.code = code
  }

  /// The calls made so far.
  var made: Int { count.withLock { $0 } }

  /// Whether this call fails.
  private func fails() -> Bool {
    let number = count.withLock {
      $0 += 1
      return $0
    }
    guard number == failing || code == Fault.death && number > failing else { return false }
    errno = code > 0 ? code : EIO
    return code != Fault.shortWrite
  }

  var calls: OutputCalls {
    let system = OutputCalls.system
    return unsafe OutputCalls(
      open: { self.fails() ? -1 : system.open($0, $1) },
      write: { descriptor, bytes in
        let before = self.made
        if self.fails() {
          // A disk that fills up takes a part first.
          _ = unsafe system.write(
            descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2)))
          errno = self.code > 0 ? self.code : EIO
          return -1
        }
        guard self.code == Fault.shortWrite, before + 1 == self.failing else {
          return unsafe system.write(descriptor, bytes)
        }
        return unsafe system.write(
          descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(1)))
      },
      synchronize: { self.fails() ? -1 : system.synchronize($0) },
      rename: { self.fails() ? -1 : system.rename($0, $1) })
  }
}
