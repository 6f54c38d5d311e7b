import Foundation
import MolecularDynamics
import Tensors
import Testing

/// The mesh against the direct sum, and against its own derivatives.
@Suite("The particle-mesh Ewald sum")
struct MeshEwaldTests {
  /// Reference forces to 1e-12, and the root of their mean square.
  private func exact(_ charges: PointCharges, splitting: Double) throws -> (CoulombSum, Double) {
    let sum = try DirectEwald(
      EwaldParameters(
        splitting: splitting, cutoff: 6 / splitting, reciprocalCutoff: 12 * splitting))(charges)
    let square = sum.forces.reduce(0) { $0 + $1.dot($1) } / Double(charges.count)
    return (sum, square.squareRoot())
  }

  /// Ions on the sites of rock salt, displaced so far that order is lost, in a cell of some shape.
  private func melt(seed: UInt64, shear: Tensor3) throws -> PointCharges {
    var boxes = RandomBoxes(seed: seed)
    let edge = 22.4
    let sites = (0..<512).map { SIMD3($0 % 8, $0 / 8 % 8, $0 / 64) }
    let cell = try SimulationCell(vectors: edge * shear)
    let positions = sites.map { site in
      let place = Vector3(Double(site.x), Double(site.y), Double(site.z))
      return cell.vectors * ((place + boxes.vector(0.3)) / 8)
    }
    return try PointCharges(
      positions: positions, values: sites.map { ($0.x + $0.y + $0.z) % 2 == 0 ? 1 : -1 },
      cell: cell)
  }

  private func configurations() throws -> [(String, PointCharges, Double)] {
    let tilted = Tensor3(
      columns: Vector3(1.02, 0, 0), Vector3(0.45, 0.95, 0.1), Vector3(-0.2, 0.3, 1.03))
    return [
      ("water", try PublishedCharges.water(3), 9),
      ("monoclinic water", try PublishedCharges.monoclinicWater(), 10),
      ("melt", try melt(seed: 5, shear: .identity), 9),
      ("tilted melt", try melt(seed: 6, shear: tilted), 9),
    ]
  }

  /// The relative error of the forces, measured, lies between a fifth of the request and the request.
  @Test(
    "has the accuracy asked for and no more", arguments: [1e-3, 1e-4, 1e-5, 1e-6, 1e-7])
  func accuracy(request: Double) throws {
    for (name, charges, cutoff) in try configurations() {
      let (exact, force) = try exact(charges, splitting: 0.6)
      let parameters = try MeshParameters(error: request * force, of: charges, cutoff: cutoff)
      let (sum, net) = try MeshEwald(parameters)(charges)
      let error = relativeDifference(sum.forces, exact.forces)
      #expect(error < request && error > request / 5, "\(name): \(error / request)")
      let predicted = parameters.predictedError(of: charges)
      let together =
        (predicted.pairs * predicted.pairs + predicted.mesh * predicted.mesh)
        .squareRoot() / force
      #expect(error < 2 * together && error > 0.3 * together, "\(name): \(error / together)")
      // The net force is an error too: that of single forces, added up at random.
      #expect(net.norm < 3 * request * force * Double(charges.count).squareRoot())
      #expect(
        abs(sum.energy.total - exact.energy.total) < request * exact.energy.total.magnitude)
      #expect((sum.virial - exact.virial).norm < 20 * request * exact.virial.norm)
    }
  }

  @Test(
    "has forces and nine virials that are derivatives of its energy", arguments: [4, 5, 6, 7, 8])
  func derivatives(order: Int) throws {
    var boxes = RandomBoxes(seed: UInt64(order))
    let charges = try boxes.charges(40)
    // A coarse mesh: its derivatives are exact whatever its error.
    let parameters = try MeshParameters(splitting: 1.3, cutoff: 4.8, spacing: 0.41, order: order)
    let ewald = MeshEwald(parameters)
    let sum = try ewald(charges).sum
    func slope(_ change: (Double) -> PointCharges) throws -> Double {
      func difference(_ h: Double) throws -> Double {
        let (up, down) = (change(h), change(-h))
        #expect(parameters.shape(of: up.cell) == parameters.shape(of: down.cell))
        return (try ewald(up).sum.energy.total - ewald(down).sum.energy.total) / (2 * h)
      }
      return (4 * (try difference(1e-4)) - (try difference(2e-4))) / 3
    }
    for particle in stride(from: 0, to: charges.count, by: 9) {
      for axis in 0..<3 {
        let force = try -slope { shift in
          var moved = charges
          moved.positions[particle][axis] += shift
          return moved
        }
        #expect(abs(force - sum.forces[particle][axis]) < 1e-8 * largest(sum.forces))
      }
    }
    for row in 0..<3 {
      for column in 0..<3 {
        let virial = try -slope { strain in
          var map = Tensor3.identity
          map[row, column] += strain
          return charges.deformed(by: map)
        }
        #expect(abs(virial - sum.virial[row, column]) < 1e-8 * sum.virial.norm)
      }
    }
  }

  /// A remapped cell is another mesh on the same lattice.
  @Test("changes by no more than its accuracy when the cell takes another basis", arguments: 1...4)
  func remapping(seed: UInt64) throws {
    var boxes = RandomBoxes(seed: seed)
    let charges = try boxes.charges(60)
    let (exact, force) = try exact(charges, splitting: 1.4)
    var remapped = charges
    remapped.cell = try SimulationCell(
      vectors: charges.cell.vectors
        * Tensor3(columns: Vector3(1, 0, 0), Vector3(1, 1, 0), Vector3(0, -1, 1)))
    let parameters = try MeshParameters(error: 1e-5 * force, of: charges, cutoff: 2.5)
    let (before, after) = (
      try MeshEwald(parameters)(charges).sum, try MeshEwald(parameters)(remapped).sum
    )
    #expect(relativeDifference(after.forces, before.forces) < 2e-5)
    #expect(abs(after.energy.total - before.energy.total) < 1e-5 * exact.energy.total.magnitude)
    #expect((after.virial - before.virial).norm < 1e-4 * exact.virial.norm)
  }

  @Test("gives the same bits whenever it is asked, and for copies at the same time")
  func reproducibility() throws {
    let charges = try PublishedCharges.salt()
    let ewald = MeshEwald(
      try MeshParameters(splitting: 0.4, cutoff: 5, spacing: 0.8, order: 5))
    let first = try ewald(charges).sum
    #expect(try ewald(charges).sum.forces == first.forces)
    #expect(try ewald(charges).sum.virial == first.virial)
  }

  @Test("refuses an order that there is not")
  func domain() throws {
    #expect(throws: ParameterError.self) {
      try MeshParameters(splitting: 1, cutoff: 1, spacing: 1, order: 3)
    }
  }
}
