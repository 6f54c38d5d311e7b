import Foundation
import Testing

extension ProgramTests {
  /// On programs built with the trait `MPI`, where `SCOUT_MPI_TESTS` asks for them.
  @Suite(
    "A run of several processes",
    .enabled(if: ProcessInfo.processInfo.environment["SCOUT_MPI_TESTS"] != nil))
  struct MPITests {
    @Test("passes the script that compares 1, 2 and 4 of them")
    func script() throws {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
      let process = Process()
      process.executableURL = root.appendingPathComponent("Tests/mpi")
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}
