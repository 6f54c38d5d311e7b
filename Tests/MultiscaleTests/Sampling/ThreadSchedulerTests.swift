import Foundation
import Multiscale
import Synchronization
import Testing

@Suite("The thread scheduler")
struct ThreadSchedulerTests {
  private struct Refusal: Error, Equatable { var job: Int }

  @Test("hands results back in the order of the jobs", arguments: [1, 2, 3, 8])
  func order(width: Int) async throws {
    let jobs = Array(0..<100)
    let results = try await ThreadScheduler(width: width).map(jobs) { job in
      // The later jobs are the quicker ones.
      usleep(UInt32(10 * (100 - job)))
      return job * job
    }
    #expect(results == jobs.map { $0 * $0 })
  }

  @Test("runs as many jobs at a time as it is wide, and no more", arguments: [1, 2, 3])
  func width(width: Int) async throws {
    let running = Mutex((now: 0, most: 0))
    _ = try await ThreadScheduler(width: width).map(Array(0..<30)) { _ in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      usleep(1000)
      running.withLock { $0.now -= 1 }
    }
    let most = running.withLock { $0.most }
    #expect(most <= width)
    #expect(width > 1 || most == 1)
  }

  @Test("is at least one wide", arguments: [-3, 0, 1])
  func leastWidth(width: Int) async throws {
    #expect(ThreadScheduler(width: width).width == 1)
    #expect(try await ThreadScheduler(width: width).map([1, 2]) { 10 * $0 } == [10, 20])
  }

  @Test("maps nothing to nothing")
  func empty() async throws {
    #expect(try await ThreadScheduler(width: 4).map([Int]()) { $0 }.isEmpty)
  }

  @Test("throws the error of a job and starts no more of them", arguments: [1, 2])
  func errors(width: Int) async throws {
    let started = Mutex(0)
    await #expect(throws: Refusal(job: 5)) {
      try await ThreadScheduler(width: width).map(Array(0..<1000)) { job in
        started.withLock { $0 += 1 }
        if job == 5 { throw Refusal(job: job) }
        return job
      }
    }
    #expect(started.withLock { $0 } < 1000)
  }

  @Test("counts what is finished, one by one")
  func progress() async throws {
    var counts: [Int] = []
    _ = try await ThreadScheduler(width: 2).map(
      Array(0..<7), finished: { counts.append($0) }, { $0 })
    #expect(counts == Array(1...7))
  }
}
