import FileFormats
import Tensors
import Testing

@Suite("Trajectories")
struct TrajectoryTests {
  private func frame(_ step: Int) -> ExtendedXYZ {
    var frame = ExtendedXYZ(
      species: ["Ar", "Kr"], positions: [Vector3(Double(step), 0, 0.5), Vector3(1, 1, 1)],
      lattice: Tensor3(columns: Vector3(5, 0, 0), Vector3(1, 6, 0), Vector3(0, 2, 7)))
    frame.step = step
    return frame
  }

  @Test("grow by a frame every so many steps")
  func schedule() throws {
    let directory = try TemporaryDirectory()
    let trajectory = try Trajectory(creating: directory.file("a.xyz"), every: 10)
    for step in 0...35 where trajectory.isDue(at: step) { try trajectory.append(frame(step)) }
    try trajectory.synchronize()
    #expect(trajectory.frameCount == 4)
    let frames = try ExtendedXYZ.frames(file: directory.file("a.xyz"))
    #expect(frames == [0, 10, 20, 30].map(frame))
  }

  /// A piece of a frame at the end, as a loss of power leaves it, and frames that the checkpoint
  /// does not know are cut off.
  @Test("go on after the frames that a checkpoint knows", arguments: [0, 1, 2, 3])
  func continuing(frames: Int) throws {
    let directory = try TemporaryDirectory()
    let whole = (0..<3).map { frame($0).text }.joined()
    let path = try directory.write(whole + frame(3).text.dropLast(3), as: "a.xyz")
    let trajectory = try Trajectory(continuing: path, every: 1, keeping: frames)
    try trajectory.append(frame(7))
    #expect(trajectory.frameCount == frames + 1)
    #expect(try ExtendedXYZ.frames(file: path) == (0..<frames).map(frame) + [frame(7)])
  }

  /// A frame whose last number lost its last digits would still read.
  @Test("do not take a cut-off frame for a whole one")
  func cutOff() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(frame(0).text + frame(1).text.dropLast(2), as: "a.xyz")
    #expect(throws: DataFileError.self) {
      try Trajectory(continuing: path, every: 1, keeping: 2)
    }
    #expect(throws: DataFileError.self) {
      try Trajectory(continuing: path, every: 1, keeping: 5)
    }
    #expect(try directory.read("a.xyz") == frame(0).text + frame(1).text.dropLast(2))
  }

  @Test("say where they cannot be written")
  func unwritable() throws {
    let directory = try TemporaryDirectory()
    let error = try #require(throws: OutputError.self) {
      try Trajectory(creating: directory.file("none/a.xyz"), every: 1)
    }
    #expect(error.path.hasSuffix("none/a.xyz"))
  }

  #if os(Linux)
    @Test("count no frame that the disk had no room for")
    func fullDisk() throws {
      let trajectory = try Trajectory(creating: "/dev/full", every: 1)
      #expect(throws: OutputError.self) { try trajectory.append(frame(0)) }
      #expect(trajectory.frameCount == 0)
    }
  #endif
}
