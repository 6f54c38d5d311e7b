/// A law that is evaluated for eight voxels at a time.
protocol BlockLaw: VoxelLaw {
  /// Numbers per material.
  var width: Int { get }

  /// The numbers of all materials, shape [materials, width], flat.
  var table: [Double] { get }

  /// The flux of a uniform gradient, both of shape [components, d], derivatives per voxel.
  @unsafe func flux(
    _ material: UnsafePointer<SIMD8<Double>>, _ gradient: UnsafePointer<SIMD8<Double>>,
    _ flux: UnsafeMutablePointer<SIMD8<Double>>)

  /// The forces Σ_i A_mini t_n of the mode xyz, shape [components].
  @unsafe func trilinear(
    _ material: UnsafePointer<SIMD8<Double>>, _ strength: UnsafePointer<SIMD8<Double>>,
    _ force: UnsafeMutablePointer<SIMD8<Double>>)
}

extension BlockLaw {
  @unsafe func respond(_ rows: ModeRows, _ indices: UnsafePointer<Int32>) {
    let (dimension, modes) = (rows.dimension, components << rows.dimension)
    let room = width + 2 * modes + 2 * components * dimension
    unsafe withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: room) { memory in
      guard let base = memory.baseAddress else { return }
      unsafe base.initialize(repeating: .zero, count: room)
      let block = unsafe Block(
        material: base, strength: base + width, force: base + width + modes,
        gradient: base + width + 2 * modes,
        flux: base + width + 2 * modes + components * dimension)
      unsafe table.withUnsafeBufferPointer { table in
        for start in stride(from: 0, to: rows.length, by: 8) {
          for lane in 0..<8 {
            let index = unsafe Int(indices[min(start + lane, rows.length - 1)]) * width
            for column in 0..<width { unsafe block.material[column][lane] = table[index + column] }
          }
          unsafe respond(rows, start, block)
        }
      }
    }
  }

  /// The forces of eight voxels: one flux for the mean gradient, one for the part of the gradient
  /// that is linear in each coordinate, and the mode xyz.
  @inline(__always)
  @unsafe private func respond(_ rows: ModeRows, _ start: Int, _ block: Block) {
    let dimension = rows.dimension
    for component in 0..<components {
      for mask in 1..<1 << dimension {
        let row = unsafe UnsafeMutableRawPointer(rows.mode(component, mask) + start)
        unsafe block.strength[component << dimension + mask] = row.load(as: SIMD8<Double>.self)
        unsafe block.force[component << dimension + mask] = .zero
      }
    }
    unsafe add(block, dimension, linearIn: nil)
    for axis in 0..<dimension { unsafe add(block, dimension, linearIn: axis) }
    if dimension == 3 {
      for component in 0..<components {
        unsafe block.gradient[component] = block.strength[component << 3 + 7]
      }
      unsafe trilinear(block.material, block.gradient, block.flux)
      let weight = ModeWeights.weight(axes: 3, dimension: 3)
      for component in 0..<components {
        unsafe block.force[component << 3 + 7] = weight * block.flux[component]
      }
    }
    for component in 0..<components {
      for mask in 1..<1 << dimension {
        let row = unsafe UnsafeMutableRawPointer(rows.mode(component, mask) + start)
        unsafe row.storeBytes(
          of: block.force[component << dimension + mask], as: SIMD8<Double>.self)
      }
    }
  }

  @inline(__always)
  @unsafe private func add(_ block: Block, _ dimension: Int, linearIn third: Int?) {
    let extra = third.map { 1 << $0 } ?? 0
    let weight = ModeWeights.weight(axes: third == nil ? 1 : 2, dimension: dimension)
    for component in 0..<components {
      for axis in 0..<dimension {
        unsafe block.gradient[component * dimension + axis] =
          axis == third
          ? .zero : block.strength[component << dimension + (extra | 1 << axis)]
      }
    }
    unsafe flux(block.material, block.gradient, block.flux)
    for component in 0..<components {
      for axis in 0..<dimension where axis != third {
        unsafe block.force[component << dimension + (extra | 1 << axis)] +=
          weight * block.flux[component * dimension + axis]
      }
    }
  }
}

/// The working memory of eight voxels.
@unsafe private struct Block {
  let material: UnsafeMutablePointer<SIMD8<Double>>
  let strength: UnsafeMutablePointer<SIMD8<Double>>
  let force: UnsafeMutablePointer<SIMD8<Double>>
  let gradient: UnsafeMutablePointer<SIMD8<Double>>
  let flux: UnsafeMutablePointer<SIMD8<Double>>
}
