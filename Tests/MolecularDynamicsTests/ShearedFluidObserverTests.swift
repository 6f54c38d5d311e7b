import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Synchronization
import Tensors
import Testing

@Suite("Looking at a box while it is sampled")
struct ShearedFluidObserverTests {
  private static let rest = StreamName(seed: 3, purpose: "rest")
  private static let watched = StreamName(seed: 3, purpose: "watched")

  private func model() throws -> ShearedFluid {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = 108
    return try ShearedFluid(potential: LennardJones(cutoff: 2.2), settings: settings)
  }

  /// Two slices of 5 and 3 rows of 10 steps each, under a shear.
  private func sample(
    _ model: ShearedFluid, as name: StreamName
  ) throws -> (rows: [[Double]], state: ShearedFluid.State) {
    let rest = try model.prepare(.zero, from: nil, stream: Self.rest)
    var state = try model.prepare(.simpleShear(rate: 0.5), from: rest, stream: name)
    var rows: [[Double]] = []
    for count in [5, 3] {
      let series = try model.sample(&state, count: count)
      rows += (0..<series.count).map { Array(series[$0]) }
    }
    return (rows, state)
  }

  /// 80 steps under the load: looks at 0, 25, 50 and 75, across the slices.
  @Test("happens on a schedule that starts with the load, and changes no bit")
  func schedule() throws {
    let seen = Mutex<[ShearedFluid.State]>([])
    let plain = try sample(model(), as: Self.watched)
    var model = try model()
    model.observer = .init(of: Self.watched, every: 25) { state in
      seen.withLock { $0.append(state) }
    }
    let observed = try sample(model, as: Self.watched)
    #expect(observed.rows == plain.rows)
    #expect(observed.state.flow.system == plain.state.flow.system)
    #expect(observed.state.flow.random == plain.state.flow.random)
    let states = seen.withLock { $0 }
    #expect(states.map(\.stepsUnderLoad) == [0, 25, 50, 75])
    #expect(states.allSatisfy { $0.load == .simpleShear(rate: 0.5) })
    #expect(Set(states.map { $0.flow.system.positions[0] }).count == 4)
  }

  @Test("is for one box only")
  func oneBox() throws {
    let looks = Mutex(0)
    var model = try model()
    model.observer = .init(of: Self.watched, every: 1) { _ in looks.withLock { $0 += 1 } }
    _ = try sample(model, as: StreamName(seed: 3, purpose: "another"))
    #expect(looks.withLock { $0 } == 0)
  }

  private struct DiskFull: Error {}

  @Test("ends the sampling where it fails")
  func failure() throws {
    var model = try model()
    model.observer = .init(of: Self.watched, every: 1) { _ in throw DiskFull() }
    #expect(throws: DiskFull.self) { try sample(model, as: Self.watched) }
  }
}
