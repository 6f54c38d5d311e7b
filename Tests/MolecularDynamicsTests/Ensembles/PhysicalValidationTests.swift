import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

/// Energies and volumes judged by an independent program, the Python package physical-validation
/// 1.0.5 of Merz & Shirts, *PLoS ONE* **13**, e0202764 (2018),
/// <https://doi.org/10.1371/journal.pone.0202764>.
@Suite("Physical validation", .enabled(if: TestLevel.isLong), .serialized)
struct PhysicalValidationTests {
  private static let tests = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Kinetic energies: mean and width within three sigmas and a Kolmogorov–Smirnov p > 0.01; two
  /// state points: the ratio of their distributions within three quantiles of theory; without a
  /// bath: fluctuations of the energy that follow the squared time step within 10 %.
  @Test("finds nothing to object to")
  func validate() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("PhysicalValidation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard let python = try environment(in: folder) else {
      print("Physical validation is skipped: python3 cannot install physical-validation 1.0.5.")
      return
    }
    try export(to: folder)
    let script = Self.tests.appendingPathComponent("PhysicalValidation/validate.py").path
    let result = try run(python, [script, folder.path])
    print(result.output)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.split(separator: "\n").count >= 20)
  }

  /// A virtual environment with the package; nil where it cannot be made.
  private func environment(in folder: URL) throws -> String? {
    let place = folder.appendingPathComponent("environment").path
    guard try run("python3", ["-m", "venv", place]).status == 0 else { return nil }
    let python = place + "/bin/python"
    let installed = try run(python, ["-m", "pip", "install", "-q", "physical-validation==1.0.5"])
    return installed.status == 0 ? python : nil
  }

  private func run(
    _ program: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Two state points so far apart that their distributions differ by about √2 widths.
  private func export(to folder: URL) throws {
    let volume = try Liquids.ofSmallBox().cell.volume
    var checks =
      "name,ensemble,particles,temperature1,temperature2,pressure1,pressure2,volume,time_step\n"
    for kind in BathKind.baths {
      checks += "NVT-\(kind)-,NVT,256,0.9,0.95,,,\(volume),0.002\n"
      for (point, temperature) in [(1, 0.9), (2, 0.95)] {
        try sample(kind, temperature, pressure: nil)
          .write(to: folder, as: "NVT-\(kind)-\(point)")
      }
    }
    checks += "NPT-rescaling-,NPT,256,0.9,0.93,1.5,1.65,,0.002\n"
    for (point, temperature, pressure) in [(1, 0.9, 1.5), (2, 0.93, 1.65)] {
      try sample(.rescaling, temperature, pressure: pressure)
        .write(to: folder, as: "NPT-rescaling-\(point)")
    }
    for timeStep in [0.004, 0.002, 0.001] {
      checks += "NVE-\(timeStep),NVE,256,,,,,\(volume),\(timeStep)\n"
      var fluid = try Fluid(
        FlowState(Liquids.ofSmallBox(), nil),
        potential: ForceShifted(LennardJones(cutoff: 2.5)), timeStep: timeStep)
      try Series(&fluid, samples: Int(20 / timeStep), every: 1)
        .write(to: folder, as: "NVE-\(timeStep)")
    }
    try checks.write(
      to: folder.appendingPathComponent("checks.csv"), atomically: true, encoding: .utf8)
  }

  private func sample(
    _ kind: BathKind, _ temperature: Double, pressure: Double?
  ) throws -> Series {
    let barostat = try pressure.map {
      try StochasticCellRescaling(
        pressure: $0, temperature: temperature, compressibility: 0.08, relaxationTime: 0.3)
    }
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), kind.thermostat(temperature: temperature, relaxationTime: 0.1),
        barostat),
      potential: attractiveLiquid(), timeStep: 0.002)
    try fluid.run(5000)
    // Tests of distributions take samples for independent: after 50 steps kinetic energies were still
    // correlated by 0.15 to 0.28, and means missed by three of their own errors now and then.
    return try Series(&fluid, samples: 3000, every: 200)
  }
}

/// What is exported of a trajectory, one number per sample.
private struct Series {
  var kinetic: [Double] = []
  var potential: [Double] = []
  var conserved: [Double] = []
  var volume: [Double] = []

  init(_ fluid: inout Fluid, samples: Int, every steps: Int) throws {
    let rows = try fluid.samples(samples, every: steps, needs: .energy) {
      (
        0.5 * $0.momentumFlux.trace, $0.potentialEnergy, $0.conservedEnergy,
        $0.particles.cell.volume
      )
    }
    kinetic = rows.map(\.0)
    potential = rows.map(\.1)
    conserved = rows.map(\.2)
    volume = rows.map(\.3)
  }

  func write(to folder: URL, as name: String) throws {
    for (quantity, values) in [
      ("kinetic", kinetic), ("potential", potential), ("conserved", conserved), ("volume", volume),
    ] {
      try values.map { "\($0)" }.joined(separator: "\n").write(
        to: folder.appendingPathComponent("\(name).\(quantity)"), atomically: true, encoding: .utf8)
    }
  }
}
