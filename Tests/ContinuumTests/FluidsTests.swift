import Continuum
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Fluids")
struct FluidsTests {
  /// σ = 2ηD, traceless for a traceless gradient, whatever the components.
  @Test("answer the full Newtonian stress exactly")
  func newtonianStress() async throws {
    var fluid = try NewtonianFluid(viscosity: 1.7)
    let gradient = VelocityGradient(
      Tensor3(rows: Vector3(0.1, 2, -0.3), Vector3(0.5, 0.2, 0), Vector3(0, 0.4, -0.3)))
    let answers = try await fluid.respond(
      to: [gradient], within: Precision(absolute: 1, relative: 1, components: [1]))
    let expected = 1.7 * (gradient.tensor + gradient.tensor.transposed)
    #expect((answers[0].value.tensor - expected).norm < 1e-15)
    #expect(answers[0].errors.isEmpty)
    #expect(answers[0].origin == .formula)
  }

  /// The invariant √(2 D:D) of simple shear is the shear rate, of planar elongation twice the
  /// elongation rate.
  @Test("take the viscosity at the invariant rate of deformation")
  func invariantRate() throws {
    let fluid = try CarreauFluid(zeroShearViscosity: 2, relaxationTime: 3, exponent: 0.4)
    let shear = fluid.stress(under: .simpleShear(rate: -0.8))
    #expect(abs(shear.shear + 0.8 * 2 * pow(1 + 2.4 * 2.4, -0.3)) < 1e-15)
    #expect(shear.tensor[0, 1] == shear.tensor[1, 0])
    let elongation = fluid.stress(
      under: VelocityGradient(Tensor3(diagonal: Vector3(0.4, -0.4, 0))))
    #expect(abs(elongation.tensor[0, 0] - 2 * 2 * pow(1 + 2.4 * 2.4, -0.3) * 0.4) < 1e-15)
  }

  @Test("thin from the first plateau to the second")
  func carreauPlateaus() throws {
    let fluid = try CarreauFluid(
      zeroShearViscosity: 5, infiniteShearViscosity: 1, relaxationTime: 2, exponent: 0.5)
    #expect(fluid.viscosity(atRate: 0) == 5)
    #expect(abs(fluid.viscosity(atRate: 1e12) - 1) < 1e-5)
    #expect(abs(fluid.viscosity(atRate: 1) - (1 + 4 * pow(5, -0.25))) < 1e-14)
  }

  @Test("give the slope of the flow curve", arguments: [0, 0.1, 1, 10])
  func tangentViscosity(rate: Double) throws {
    let fluid = try CarreauFluid(
      zeroShearViscosity: 5, infiniteShearViscosity: 1, relaxationTime: 2, exponent: 0.5)
    let step = 1e-5
    let slope =
      (fluid.shearStress(atRate: rate + step) - fluid.shearStress(atRate: rate - step)) / (2 * step)
    #expect(abs(fluid.tangentViscosity(atRate: rate) - slope) < 1e-8)
  }

  @Test("reject parameters outside their domain", arguments: [0, -1, .nan, .infinity])
  func rejectsBadParameters(value: Double) {
    #expect(throws: ParameterError.self) { try NewtonianFluid(viscosity: value) }
    #expect(throws: ParameterError.self) {
      try CarreauFluid(zeroShearViscosity: value, relaxationTime: 1, exponent: 1)
    }
    #expect(throws: ParameterError.self) {
      try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 1, exponent: value)
    }
  }
}
