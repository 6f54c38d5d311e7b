import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Lattices that follow a flow")
struct FlowLatticeTests {
  /// What a cell met on its way through a flow.
  struct Journey {
    /// The shortest distance between images, in cube roots of the volume.
    var shortest = Double.infinity
    /// The largest relative change of the volume.
    var volumeError = 0.0
    /// The largest correction of a lattice vector, in cube roots of the volume.
    var correction = 0.0
  }

  /// Carries a cell of volume 1 through a number of equal deformations, restoring it at each.
  private func journey(
    of lattice: FlowLattice, under gradient: VelocityGradient, step: Double, steps: Int
  ) throws -> Journey {
    let map = (step * gradient.tensor).exponentialAndIntegral.exponential
    var cell = try lattice.cell(volume: 1)
    var journey = Journey()
    for _ in 0..<steps {
      cell.deform(by: map)
      cell.reduceBasis()
      let restored = try #require(lattice.restored(cell, volume: 1))
      journey.correction = max(journey.correction, (restored.vectors - cell.vectors).norm)
      cell = restored
      journey.volumeError = max(journey.volumeError, abs(cell.volume - 1))
      journey.shortest = min(journey.shortest, cell.shortestTranslation)
    }
    return journey
  }

  /// A gradient of norm 1 has a largest rate of at least 1/2 if any: a time of 100 is a Hencky
  /// strain of 50 and more. Each correction is a few rounding errors, enlarged by the skewness.
  @Test("keep images apart as guaranteed, forwards and backwards", arguments: FlowKind.allCases)
  func guarantee(kind: FlowKind) throws {
    var flows = RandomFlows(seed: 301)
    for _ in 0..<200 {
      let gradient = flows.gradient(kind)
      let lattice = try FlowLattice(following: gradient)
      #expect(lattice.kind == kind)
      for step in [1.0, -1.0] {
        let met = try journey(of: lattice, under: gradient, step: step, steps: 100)
        #expect(met.shortest >= lattice.guaranteedDistance * (1 - 1e-9))
        #expect(met.volumeError < 1e-12)
        #expect(met.correction < 1e-10)
      }
    }
  }

  @Test("keep images apart for a Hencky strain of 500", arguments: FlowKind.allCases)
  func endurance(kind: FlowKind) throws {
    var flows = RandomFlows(seed: 302)
    for _ in 0..<5 {
      let gradient = flows.gradient(kind)
      let lattice = try FlowLattice(following: gradient)
      let met = try journey(of: lattice, under: gradient, step: 0.2, steps: 5000)
      #expect(met.shortest >= lattice.guaranteedDistance * (1 - 1e-6))
      #expect(met.volumeError < 1e-12)
      #expect(met.correction < 1e-10)
    }
  }

  /// Gradients with nine normal components, trace removed: skewer frames than those above. Few have
  /// eigenvectors too close to each other.
  @Test("keep images apart under any gradient that they accept")
  func anyGradient() throws {
    var random = RandomStream(StreamName(seed: 307, purpose: "gradients"))
    var accepted = 0
    for _ in 0..<300 {
      let components = Tensor3(components: (0..<9).map { _ in random.normal() })
      let tensor = components - (components.trace / 3) * Tensor3.identity
      let gradient = VelocityGradient((1 / tensor.norm) * tensor)
      guard let lattice = try? FlowLattice(following: gradient) else { continue }
      accepted += 1
      let met = try journey(of: lattice, under: gradient, step: 0.5, steps: 200)
      #expect(met.shortest >= lattice.guaranteedDistance * (1 - 1e-9))
      #expect(met.volumeError < 1e-12)
    }
    #expect(accepted > 270)
  }

  /// Two rates that differ by δ and have orthogonal eigenvectors are no harm, however small δ is;
  /// nor is a rate that almost vanishes.
  @Test("keep images apart next to special kinds", arguments: [1e-15, 1e-12, 1e-9, 1e-8, 1e-5])
  func nearSpecialKinds(difference: Double) throws {
    var boxes = RandomBoxes(seed: 308)
    for rates in [
      Vector3(1, -0.5 + difference, -0.5 - difference), Vector3(1, -1 + difference, -difference),
    ] {
      let frame = boxes.rotation()
      let gradient = VelocityGradient(frame * Tensor3(diagonal: rates) * frame.transposed)
      let lattice = try FlowLattice(following: gradient)
      let met = try journey(of: lattice, under: gradient, step: 0.5, steps: 200)
      #expect(lattice.guaranteedDistance > 0.9)
      #expect(met.shortest >= lattice.guaranteedDistance * (1 - 1e-6))
    }
  }

  /// With |y₁y₂y₃| ≥ 1 in a volume 7, y² ≥ 3; with |y| r² ≥ 1 in √23/2, y² + r² ≥ 3/2^{2/3}; with
  /// |y₁y₂| ≥ 1 in √5 per layer, y² ≥ 2 and layers √2 apart; with r ≥ 1 in √3/2 per layer, layers
  /// 1 apart. Each bound is met by the unit 1 at some time.
  @Test("have the guarantee of their field in an orthogonal frame, and reach it")
  func orthogonalFrames() throws {
    let spinning = Tensor3(rows: Vector3(-0.5, -1, 0), Vector3(1, -0.5, 0), Vector3(0, 0, 1))
    let cases: [(Tensor3, FlowKind, Double)] = [
      (Tensor3(diagonal: Vector3(1, 0.3, -1.3)), .elongation, 3.0.squareRoot() / cbrt(7)),
      (Tensor3(diagonal: Vector3(1, -0.5, -0.5)), .axialElongation, Self.complexCubicBound),
      (Tensor3(diagonal: Vector3(0.5, 0.5, -1)), .axialElongation, Self.complexCubicBound),
      (spinning, .spiral, Self.complexCubicBound),
      (Tensor3(diagonal: Vector3(1, -1, 0)), .planarElongation, cbrt(2 / 5.0.squareRoot())),
      (
        Tensor3(rows: Vector3(0, -1, 0), Vector3(1, 0, 0), .zero), .rotation,
        cbrt(2 / 3.0.squareRoot())
      ),
      (VelocityGradient.simpleShear(rate: 1).tensor, .simpleShear, 1),
      (.zero, .rest, 1),
    ]
    for (tensor, kind, bound) in cases {
      let gradient = VelocityGradient(tensor)
      let lattice = try FlowLattice(following: gradient)
      #expect(lattice.kind == kind)
      #expect(abs(lattice.guaranteedDistance - bound) < 1e-12)
      let met = [
        try journey(of: lattice, under: gradient, step: 0.01, steps: 1000),
        try journey(of: lattice, under: gradient, step: -0.01, steps: 1000),
      ]
      let start = try lattice.cell(volume: 1).shortestTranslation
      let shortest = met.reduce(start) { min($0, $1.shortest) }
      #expect(shortest >= bound * (1 - 1e-12))
      #expect(shortest <= bound * (1 + 1e-3))
    }
  }

  private static var complexCubicBound: Double {
    (3 / pow(2, 2.0 / 3)).squareRoot() / cbrt(23.0.squareRoot() / 2)
  }

  /// A cell of the lattice comes back but for rounding, and foreign or distorted cells do not.
  @Test("restore only cells of their own")
  func restoration() throws {
    var flows = RandomFlows(seed: 305)
    for kind in FlowKind.allCases where kind != .rest {
      let lattice = try FlowLattice(following: flows.gradient(kind))
      let cell = try lattice.cell(volume: 500)
      let restored = try #require(lattice.restored(cell, volume: 500))
      #expect((restored.vectors - cell.vectors).norm < 1e-12 * cell.vectors.norm)
      var distorted = cell
      distorted.deform(by: VelocityGradient.simpleShear(rate: 0.1).tensor + .identity)
      #expect(lattice.restored(distorted, volume: 500) == nil)
      #expect(lattice.restored(try .cube(edge: cbrt(500)), volume: 500) == nil)
      #expect(lattice.restored(cell, volume: 400) == nil)
    }
  }

  @Test("have cells of the volume asked for, and refuse senseless ones")
  func volume() throws {
    var flows = RandomFlows(seed: 306)
    for kind in FlowKind.allCases {
      let lattice = try FlowLattice(following: flows.gradient(kind))
      for volume in [1e-6, 1, 4096] {
        #expect(abs(try lattice.cell(volume: volume).volume / volume - 1) < 1e-12)
      }
      for volume in [0, -1, .nan, .infinity] {
        #expect(throws: ParameterError.self) { try lattice.cell(volume: volume) }
      }
    }
  }
}
