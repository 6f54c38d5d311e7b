import CellProblems
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("A cell as a constitutive law")
struct CellLawTests {
  private let precision = Precision(absolute: 0, relative: 0.01, components: [0])

  private func load(_ gradient: Vector3) -> ThermalLoad {
    ThermalLoad(temperature: 300, gradient: TemperatureGradient(gradient))
  }

  private func map(_ structure: some Microstructure, _ resolution: Int) -> VoxelMap<Tensor3> {
    Voxelizer(.sharp, dimension: structure.dimension)
      .map(structure, on: structure.grid(resolution: resolution))
      .filled(with: [1, 4].map(Cells.conductor))
  }

  @Test("answers exactly for a periodic medium, and pays once")
  func periodic() async throws {
    var law = CellLaw([map(Laminate(shares: [0.5, 0.5]), 8)])
    let answers = try await law.respond(
      to: [load(Vector3(1, 0, 0)), load(Vector3(0, 2, 3))], within: precision)
    #expect(abs(answers[0].value.vector.x + 1.6) < 1e-10)
    #expect(abs(answers[1].value.vector.y + 5) < 1e-10)
    #expect(abs(answers[1].value.vector.z + 7.5) < 1e-10)  // columns: the arithmetic mean
    #expect(answers[0].errors.isEmpty)
    #expect(answers[0].cost.steps > 0)
    #expect(answers[1].cost == .zero)
    let again = try await law.respond(to: [load(Vector3(1, 0, 0))], within: precision)
    #expect(again[0].cost == .zero)
    #expect(again[0].value == answers[0].value)
  }

  @Test("of random media knows its sampling error and the correlation of its answers")
  func random() async throws {
    let media = (0..<6).map { index in
      var stream = RandomStream(StreamName(seed: 9, purpose: "board", key: [UInt64(index)]))
      return map(Checkerboard.random(squares: 4, share: 0.5, stream: &stream), 16)
    }
    var law = CellLaw(media)
    let answers = try await law.respond(
      to: [load(Vector3(1, 0, 0)), load(Vector3(-2, 0, 0))], within: precision)
    let fluxes = law.tensors.map { -$0[0, 0] }
    let ensemble = EnsembleMean(of: fluxes.map { [[$0]] })
    #expect(abs(answers[0].value.vector.x - ensemble.mean[0][0]) < 1e-12)
    #expect(
      abs(answers[0].standardError.vector.x - ensemble.standardErrors[0][0]) < 1e-12)
    #expect(answers[0].degreesOfFreedom == 5)
    // Answers to opposite gradients are wrong together: 2 J₁ + J₂ has no error at all.
    for (first, second) in zip(answers[0].errors, answers[1].errors) {
      #expect(first.source == second.source)
      #expect((2 * first.amplitude.vector + second.amplitude.vector).norm < 1e-12)
    }
  }
}
