import Foundation
import InputDeck
import Tensors
import Testing

@Suite("Potential files")
struct PotentialTests {
  /// The package's own directory, three levels above this file.
  private static let home = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private let library = PotentialLibrary(deck: nil, home: home)

  private func lennardJones(_ name: String) throws -> PotentialFile.LennardJones {
    let form = try library.potential(named: name).form
    guard case .lennardJones(let parameters) = form else { throw Unexpected(form: form) }
    return parameters
  }

  private struct Unexpected: Error { let form: PotentialFile.Form }

  /// σ = 3.405 Å, ε/k_B = 119.8 K, m = 39.948 u give τ = σ√(m/ε) = 2.15635 ps, a pressure unit
  /// ε/σ³ = 41.8976 MPa and a viscosity unit ετ/σ³ = 90.3458 µPa s, each to six digits.
  @Test("argon has the units of its parameters")
  func argon() throws {
    let argon = try library.potential(named: "argon")
    let units = try #require(argon.unitSystem)
    #expect((units.time / 2.15635e-12 - 1).magnitude < 3e-6)
    #expect((units.scale(of: .pressure) / 41.8976e6 - 1).magnitude < 3e-6)
    #expect((units.scale(of: .viscosity) / 90.3458e-6 - 1).magnitude < 3e-6)
    #expect((units.temperature / 119.8 - 1).magnitude < 1e-14)
    let parameters = try lennardJones("argon")
    #expect((parameters.cutoff / parameters.sigma - 2.5).magnitude < 1e-14)
    #expect(parameters.truncation == .plain)
    #expect(argon.doi == "10.1016/0021-9991(75)90042-X")
  }

  /// Vrabec, Stoll & Hasse (2001): σ = 3.6274 Å, ε/k_B = 162.58 K.
  @Test("krypton has its published parameters")
  func krypton() throws {
    let parameters = try lennardJones("krypton")
    #expect(parameters.sigma == 3.6274e-10)
    #expect(parameters.epsilon == 162.58 * UnitSystem.boltzmann)
  }

  /// WCA cuts at the minimum of the potential, where du/dr = 0: r = 2^(1/6) σ.
  @Test("reduced files stand for no substance")
  func reduced() throws {
    #expect(try library.potential(named: "lj").unitSystem == nil)
    #expect(try lennardJones("lj").cutoff == 2.5)
    let wca = try lennardJones("wca")
    #expect(wca.truncation == .shifted)
    #expect((Foundation.pow(wca.cutoff, 6) - 2).magnitude < 1e-14)
  }

  @Test("every file says where its numbers come from")
  func sources() throws {
    #expect(
      library.names == [
        "argon", "kob-andersen", "kremer-grest", "krypton", "lj", "nacl-joung-cheatham",
        "nacl-tosi-fumi", "spce-water", "wca",
      ])
    for name in library.names {
      let potential = try library.potential(named: name)
      #expect(potential.name == name)
      #expect(potential.doi?.hasPrefix("10.") == true)
    }
  }

  @Test("a missing potential lists those that exist, at the key that asked")
  func missing() throws {
    let deck = try Deck(
      text: SampleSchema.physical.replacing("potential: argon", with: "potential: argno"),
      file: "deck.yaml", schema: SampleSchema.schema)
    #expect {
      try library.potential(namedBy: "potential", of: deck.root.section("micro"))
    } throws: {
      "\($0)" == "deck.yaml:12: micro.potential: found argno; there is no potential of this name. "
        + "Did you mean argon? There are argon, kob-andersen, kremer-grest, krypton, lj, "
        + "nacl-joung-cheatham, nacl-tosi-fumi, spce-water, wca."
    }
    #expect {
      try library.potential(named: "xenon")
    } throws: {
      "\($0)".hasPrefix("potential: xenon: there is no potential of this name.")
    }
  }

  @Test("a path finds a file outside the library")
  func path() throws {
    let path = Self.home + "/potentials/argon.yaml"
    #expect(try PotentialLibrary(directories: []).potential(named: path).species == "Ar")
  }
}
