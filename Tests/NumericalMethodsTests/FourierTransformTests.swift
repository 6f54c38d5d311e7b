import Foundation
import NumericalMethods
import Testing

@Suite("Fourier transform")
struct FourierTransformTests {
  private func noise(_ count: Int) -> [Double] {
    var stream = RandomStream(StreamName(seed: 1, purpose: "noise"))
    return (0..<count).map { _ in stream.normal() }
  }

  /// Against the defining sum, evaluated term by term.
  @Test("equals its definition", arguments: [1, 2, 7, 16])
  func definition(count: Int) {
    let values = noise(count)
    let spectrum = FourierTransform(count: count).forward(values)
    #expect(spectrum.count == count / 2 + 1)
    for (wave, coefficient) in spectrum.enumerated() {
      let exact = values.enumerated().reduce(Complex.zero) { sum, term in
        let phase = -2 * Double.pi * Double(wave * term.offset) / Double(count)
        return sum + term.element * Complex(cos(phase), sin(phase))
      }
      #expect((coefficient - exact).squaredMagnitude < 1e-26 * Double(count))
    }
  }

  @Test("is undone by the backward transform", arguments: [[5], [1024], [4, 6], [3, 4, 5]])
  func roundTrip(shape: [Int]) {
    let transform = FourierTransform(shape: shape)
    let values = noise(transform.count)
    let back = transform.backward(transform.forward(values))
    #expect(zip(values, back).allSatisfy { abs($0 - $1) < 1e-14 * 10 })
  }

  /// exp(2πi(r₁/n₁ + 2 r₂/n₂)) has a single coefficient; its cosine has half of N.
  @Test("finds a plane wave on a two-dimensional grid")
  func planeWave() {
    let transform = FourierTransform(shape: [4, 6])
    let values = (0..<24).map { index -> Double in
      let turns = Double(index / 6) / 4 + Double(index % 6) / 3
      return cos(2 * Double.pi * turns)
    }
    let spectrum = transform.forward(values)
    for (index, coefficient) in spectrum.enumerated() {
      let expected = index == 1 * 4 + 2 ? 12.0 : 0
      #expect((coefficient - Complex(expected)).squaredMagnitude < 1e-26)
    }
  }

  @Test("gives every thread the same bits")
  func threads() async {
    let transform = FourierTransform(count: 4096)
    let values = noise(4096)
    let expected = transform.forward(values)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          FourierTransform(count: 4096).forward(values) == expected
            && transform.forward(values) == expected
        }
      }
      for await same in group { #expect(same) }
    }
  }
}
