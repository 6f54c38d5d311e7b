import CellProblems
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Media of two scales")
struct RapidMediumTests {
  private func medium(
    _ formulas: [String], _ period: Double, _ dimension: Int, seed: UInt64 = 1
  ) throws -> RapidMedium {
    try RapidMedium(
      formulas.map { try Formula($0, variables: RapidMedium.variables) }, period: period,
      dimension: dimension, seed: seed)
  }

  @Test("take slow and fast variables from the position")
  func variables() throws {
    let medium = try medium(["x1 + 10*x2", "y1", "y2 + 2"], 0.5, 2)
    let tensor = medium.tensor(at: Vector3(0.25, 0.75, 0))
    #expect(tensor[0, 0] == 7.75 && tensor[1, 1] == 0.5 && tensor[0, 1] == 3.5)
    #expect(tensor == tensor.transposed)
    #expect(medium.drifts && !medium.isRandom)
    #expect(medium.repeats(over: 1.5) && !medium.repeats(over: 1.3) && !medium.repeats(over: 1e-9))
    #expect(throws: ParameterError.self) { try self.medium(["1", "2", "3", "4"], 1, 2) }
    #expect(throws: ParameterError.self) { try self.medium(["1"], 0, 2) }
  }

  /// A uniform number has the mean 1/2 and the variance 1/12; five standard errors.
  @Test("draw one number for each square, alike wherever it is looked up")
  func random() throws {
    let medium = try medium(["1 + r"], 0.1, 2, seed: 3)
    #expect(medium.isRandom && !medium.repeats(over: 0.1))
    let place = Vector3(0.31, -0.27, 0)
    #expect(
      medium.tensor(at: place) == medium.tensor(at: place + Vector3(0.04, 0.04, 0)))
    #expect(medium.tensor(at: place) != medium.tensor(at: place, realization: 1))
    var (sum, square, product, last) = (0.0, 0.0, 0.0, 0.5)
    let count = 40_000
    for number in 0..<count {
      let at = Vector3(0.1 * Double(number % 200) + 0.05, 0.1 * Double(number / 200) + 0.05, 0)
      let value = medium.tensor(at: at)[0, 0] - 1
      sum += value
      square += (value - 0.5) * (value - 0.5)
      product += (value - 0.5) * (last - 0.5)
      last = value
    }
    let n = Double(count)
    #expect(abs(sum / n - 0.5) < 5 * (1 / (12 * n)).squareRoot())
    #expect(abs(square / n - 1 / 12) < 5 * (1 / (180 * n)).squareRoot())
    #expect(abs(product / n) < 5 / 12 / n.squareRoot())
  }

  @Test("that are none somewhere are refused with the place")
  func bad() async throws {
    for text in ["y1 - 0.5", "0*y1", "1/(y1 - y1)"] {
      var law = MediumLaw(
        try medium([text], 1, 2), sampledBy: try SamplingCell(size: 1, voxels: 4))
      #expect(throws: MicroFailure.self) { try law.tensors(at: .zero) }
    }
    let problem = try medium(["1", "1", "2"], 1, 2)
    #expect(problem.badValue(of: problem.tensor(at: .zero)) != nil)  // not positive definite
  }
}

@Suite("Media as laws")
struct MediumLawTests {
  private func medium(_ formulas: [String], _ period: Double, _ dimension: Int) throws
    -> RapidMedium
  {
    try RapidMedium(
      formulas.map { try Formula($0, variables: RapidMedium.variables) }, period: period,
      dimension: dimension, seed: 7)
  }

  @Test("give the harmonic mean on a line and the tensor of layers in the plane and in space")
  func exact() throws {
    var line = MediumLaw(
      try medium(["2+sin(2*pi*y1)"], 0.1, 1), sampledBy: try SamplingCell(size: 0.1, voxels: 64))
    #expect(abs(try line.tensors(at: .zero)[0][0, 0] - 3.0.squareRoot()) < 1e-12)
    for dimension in 2...3 {
      var layers = MediumLaw(
        try medium(["1+8*step(y2-0.5)"], 1, dimension),
        sampledBy: try SamplingCell(size: 1, voxels: 8))
      let tensor = try layers.tensors(at: Vector3(0.5, 0.5, 0.5))[0]
      #expect(abs(tensor[1, 1] - 1.8) < 1e-10 && abs(tensor[0, 0] - 5) < 1e-10)
    }
  }

  @Test("solve whole periods of a medium that does not drift only once")
  func once() async throws {
    let periodic = try medium(["2+sin(2*pi*y1)*cos(2*pi*y2)"], 0.1, 2)
    let unit = TemperatureGradient(Vector3(1, 0, 0))
    let loads = (0..<5).map { index in
      Located(
        ThermalLoad(temperature: 0, gradient: unit), material: 0,
        position: Vector3(0.137 * Double(index), 0, 0))
    }
    let precision = Precision(absolute: 0, relative: 0.01, components: [0])
    for (size, cells) in [(0.2, 1), (0.15, 5)] {
      var law = MediumLaw(periodic, sampledBy: try SamplingCell(size: size, voxels: 12))
      let answers = try await law.respond(to: loads, within: precision)
      #expect(law.cells == cells)
      #expect(answers[0].cost.steps > 0 && answers[0].errors.isEmpty)
      #expect((answers[1].cost.steps == 0) == (cells == 1))
    }
  }

  /// Cells of integer numbers of squares: the scatter of realisations falls as (ε/δ)^(d/2), and the
  /// mean is √(k₁ k₂) but for the bias of small cells.
  @Test("know the scatter of a random medium, which falls with the size of cells")
  func random() throws {
    let board = try medium(["1+9*step(r-0.5)"], 1, 2)
    var scatters: [Double] = []
    for edge in [4, 16] {
      var law = MediumLaw(
        board, sampledBy: try SamplingCell(size: Double(edge), voxels: 2 * edge),
        realizations: 48)
      let values = try law.tensors(at: .zero).map { $0[0, 0] }
      let mean = values.reduce(0, +) / 48
      scatters.append((values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 47).squareRoot())
    }
    // A quarter; each scatter is known to 1/√94, so that three errors of the ratio are 45 %.
    #expect(scatters[1] / scatters[0] > 0.25 * 0.55 && scatters[1] / scatters[0] < 0.25 * 1.45)
  }

  @Test("can answer with the arithmetic mean, which is an upper bound")
  func arithmetic() throws {
    let periodic = try medium(["2+sin(2*pi*y1)"], 1, 2)
    let cell = try SamplingCell(size: 1, voxels: 16)
    var effective = MediumLaw(periodic, sampledBy: cell)
    var mean = MediumLaw(periodic, sampledBy: cell, averaging: .arithmetic)
    let (lower, upper) = (
      try effective.tensors(at: .zero)[0], try mean.tensors(at: .zero)[0]
    )
    #expect(abs(upper[0, 0] - 2) < 1e-12 && lower[0, 0] < upper[0, 0])
  }

  /// The local gradient averages to the macroscopic one, and across layers the flux is uniform.
  @Test("tell the local gradients in their cells")
  func gradients() throws {
    let periodic = try medium(["2+sin(2*pi*y1)"], 0.5, 2)
    var law = MediumLaw(periodic, sampledBy: try SamplingCell(size: 0.5, voxels: 16))
    let place = Vector3(0.3, 0.1, 0)
    _ = try law.tensors(at: place)
    let cell = try #require(law.measurement(at: place))
    let centres = (0..<16).map { (Double($0) + 0.5) * 0.5 / 16 }
    let mean = centres.reduce(0) { $0 + cell.gradient(Vector3(1, 0, 0), at: Vector3($1, 0, 0)).x }
    #expect(abs(mean / 16 - 1) < 1e-10)
    for x in centres {
      let flux =
        periodic.tensor(at: Vector3(x, 0, 0))[0, 0]
        * cell.gradient(Vector3(1, 0, 0), at: Vector3(x + 1.5, 0.2, 0)).x
      #expect(abs(flux - cell.tensor[0, 0]) < 1e-6)
    }
  }
}
