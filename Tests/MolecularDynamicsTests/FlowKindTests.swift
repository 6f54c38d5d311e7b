import Foundation
import MolecularDynamics
import ScaleBridge
import Tensors
import Testing

@Suite("The flows that a lattice follows")
struct FlowKindTests {
  /// L = ((0, s + w), (s − w, 0)) is elongation for s > w, rotation for s < w, both of them with
  /// the neutral direction z, and simple shear between.
  @Test("are told apart where they are planar")
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

  @Test("have the plain cube if they are simple shear along the axes, or none")
  func plainCube() throws {
    for rate in [0, 0.3, -2] {
      let lattice = try FlowLattice(following: .simpleShear(rate: rate))
      #expect(try lattice.cell(volume: 27) == .cube(edge: cbrt(27)))
    }
  }

  /// A Jordan block (a, a, −2a) shears ever on within an elongation.
  @Test("are not shears within an elongation", arguments: [1e-6, 1e-3, 1, 100])
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
  @Test("are not next to simple shear")
  func almostShear() throws {
    for (rate, isSupported) in [(1e-15, true), (1e-3, false), (0.1, true)] {
      let tensor = Tensor3(rows: Vector3(rate, 1, 0), Vector3(0, -rate, 0), .zero)
      #expect((refusal(of: tensor) == nil) == isSupported)
    }
  }

  @Test("do not change the volume and are finite")
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
  @Test("are all multiples of its own and no other", arguments: FlowKind.allCases)
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

  @Test("are those with the same frame")
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
}
