import Foundation
import MolecularDynamics
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

  /// L = ((0, s + w), (s − w, 0)) is elongation for s > w, rotation for s < w, both of them with
  /// the neutral direction z, and simple shear between.
  @Test("tell mixed planar flows apart")
  func mixedPlanarFlows() throws {
    for (strain, rotation, kind) in [
      (1.0, 0.6, FlowKind.planarElongation), (0.6, 1, .rotation), (1, 1, .simpleShear),
      (1, -1, .simpleShear),
    ] {
      let gradient = VelocityGradient(
        Tensor3(rows: Vector3(0, strain + rotation, 0), Vector3(strain - rotation, 0, 0), .zero))
      #expect(try FlowLattice(following: gradient).kind == kind)
    }
  }

  @Test("are the plain cube for simple shear along the axes and at rest")
  func plainCube() throws {
    for rate in [0, 0.3, -2] {
      let lattice = try FlowLattice(following: .simpleShear(rate: rate))
      #expect(try lattice.cell(volume: 27) == .cube(edge: 3))
    }
  }

  /// A Jordan block (a, a, −2a) shears ever on within an elongation.
  @Test("do not exist for a shear within an elongation", arguments: [1e-6, 1e-3, 1, 100])
  func jordanBlock(shear: Double) throws {
    var flows = RandomFlows(seed: 303)
    for rate in [0.5, -0.5] {
      let block = Tensor3(
        rows: Vector3(rate, shear, 0), Vector3(0, rate, 0), Vector3(0, 0, -2 * rate))
      let frame = flows.skewFrame()
      for tensor in [block, frame * block * frame.inverse] {
        let reason = try #require(refusal(of: tensor))
        #expect(reason.contains("\(tensor.rows)") && reason.contains("coincide"))
      }
    }
  }

  /// The eigenvectors of ((ε, 1), (0, −ε)) are at an angle of about 2ε; at rounding it is shear.
  @Test("do not exist for flows next to simple shear")
  func almostShear() throws {
    for (rate, isSupported) in [(1e-15, true), (1e-3, false), (0.1, true)] {
      let tensor = Tensor3(rows: Vector3(rate, 1, 0), Vector3(0, -rate, 0), .zero)
      #expect((refusal(of: tensor) == nil) == isSupported)
    }
  }

  @Test("do not exist for flows that change the volume or are not finite")
  func trace() throws {
    let swelling = Tensor3(diagonal: Vector3(1, -0.5, -0.5 + 1e-6))
    let reason = try #require(refusal(of: swelling))
    #expect(reason.contains("\(swelling.rows)") && reason.contains("trace"))
    #expect(refusal(of: Tensor3(diagonal: Vector3(1, -0.5, -0.5 + 1e-12))) == nil)
    #expect(refusal(of: Tensor3(diagonal: Vector3(.nan, 0, 0))) != nil)
    #expect(refusal(of: Tensor3(diagonal: Vector3(.infinity, 0, 0))) != nil)
  }

  /// Why a gradient has no lattice; nil if it has one.
  private func refusal(of tensor: Tensor3) -> String? {
    do {
      _ = try FlowLattice(following: VelocityGradient(tensor))
      return nil
    } catch {
      guard case .unsupportedLoad(let reason) = error else { return nil }
      return reason
    }
  }

  /// The same flow at another rate, backwards or stopped needs no other lattice; a flow of another
  /// kind in a general direction does.
  @Test("follow every multiple of their flow and no other", arguments: FlowKind.allCases)
  func multiples(kind: FlowKind) throws {
    var flows = RandomFlows(seed: 304)
    let gradient = flows.gradient(kind)
    let lattice = try FlowLattice(following: gradient)
    for factor in [1, -1, 1e-8, 1e8, 0] {
      #expect(lattice.follows(VelocityGradient(factor * gradient.tensor)))
    }
    for other in FlowKind.allCases where other != .rest {
      #expect(!lattice.follows(flows.gradient(other)))
    }
    #expect(!lattice.follows(VelocityGradient(.identity)))
  }

  @Test("follow other flows in the same frame")
  func sameFrame() throws {
    func lattice(_ tensor: Tensor3) throws -> FlowLattice {
      try FlowLattice(following: VelocityGradient(tensor))
    }
    let uniaxial = VelocityGradient(Tensor3(diagonal: Vector3(1, -0.5, -0.5)))
    let planar = VelocityGradient(Tensor3(diagonal: Vector3(1, -1, 0)))
    let spin = VelocityGradient(Tensor3(rows: .zero, Vector3(0, 0, -1), Vector3(0, 1, 0)))
    let general = try lattice(Tensor3(diagonal: Vector3(1, 0.3, -1.3)))
    #expect(general.follows(uniaxial) && general.follows(planar) && !general.follows(spin))
    let axial = try FlowLattice(following: uniaxial)
    #expect(axial.follows(spin) && !axial.follows(planar))
    let layered = try FlowLattice(following: planar)
    #expect(!layered.follows(uniaxial) && !layered.follows(spin))
    let turning = try FlowLattice(following: spin)
    #expect(!turning.follows(uniaxial))
    let sheared = try FlowLattice(following: .simpleShear(rate: 1))
    #expect(sheared.follows(VelocityGradient(Tensor3(rows: Vector3(0, 2, -3), .zero, .zero))))
    #expect(!sheared.follows(VelocityGradient(Tensor3(rows: .zero, Vector3(1, 0, 0), .zero))))
  }

  /// The corrected cell is a fixed point, and foreign or distorted cells are not corrected.
  @Test("restore only cells of their own")
  func restoration() throws {
    var flows = RandomFlows(seed: 305)
    for kind in FlowKind.allCases where ![.rest, .simpleShear, .compoundShear].contains(kind) {
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
