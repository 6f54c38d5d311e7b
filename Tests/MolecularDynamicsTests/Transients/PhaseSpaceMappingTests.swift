import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("Mappings of states at rest")
struct PhaseSpaceMappingTests {
  private func elongation(_ x: Double, _ y: Double, _ z: Double) -> VelocityGradient {
    VelocityGradient(Tensor3(diagonal: Vector3(x, y, z)))
  }

  private func starts(of flow: VelocityGradient) throws -> [PhaseSpaceMapping] {
    PhaseSpaceMapping.starts(of: flow, in: try FlowLattice(following: flow).cell(volume: 1000))
  }

  @Test("are four in shear and planar elongation, and the dissipation vanishes in their sum")
  func fourStarts() throws {
    let rotation = VelocityGradient(
      Tensor3(rows: Vector3(0, 0, 0), Vector3(0, 0, 0), Vector3(0.3, 0, 0)))
    let pressure = Tensor3(
      rows: Vector3(1, 2, 3), Vector3(2, 5, 7), Vector3(3, 7, 11))
    for flow in [.simpleShear(rate: 0.3), rotation, elongation(1, -1, 0), elongation(0, -2, 2)] {
      let starts = try starts(of: flow)
      #expect(starts.count == 4)
      #expect(Set(starts).count == 4)
      let dissipations = starts.map { $0.image(of: pressure).doubleContraction(flow.tensor) }
      #expect(abs(dissipations.reduce(0, +)) < 1e-12)
    }
  }

  @Test("are two where no rotation turns the strain round")
  func twoStarts() throws {
    #expect(try starts(of: elongation(1, -0.5, -0.5)).count == 2)
    #expect(try starts(of: .zero).count == 2)
  }

  /// The image has the energy, the momentum and the mapped pressure tensor of the original.
  @Test("keep the energy and turn the pressure tensor")
  func invariance() throws {
    let flow = elongation(1, -1, 0)
    let potential = try LennardJones(cutoff: 2.5)
    let model = try ShearedFluid(potential: potential, settings: .small)
    var system = try model.prepare(
      flow, from: nil, stream: .init(seed: 3, purpose: "mapping")
    ).flow.system
    let original = try Interactions(of: &system, potential: potential)
    for mapping in PhaseSpaceMapping.starts(of: flow, in: system.cell) {
      var image = system
      mapping.apply(to: &image)
      let mapped = try Interactions(of: &image, potential: potential)
      #expect(abs(mapped.potentialEnergy - original.potentialEnergy) < 1e-9)
      #expect(image.momentum.norm < 1e-9)
      let turned = mapping.image(of: original.virial + system.kineticTensor)
      #expect((mapped.virial + image.kineticTensor - turned).norm < 1e-8)
    }
  }
}

extension ShearedFluid.Settings {
  static var small: Self {
    var settings = Self(density: 0.8442, temperature: 0.722)
    settings.particles = 256
    return settings
  }
}
