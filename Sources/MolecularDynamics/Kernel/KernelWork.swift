internal import Tensors

/// What the pair loop reads and writes: packed places, a list, parameters, and room for forces.
///
/// Views into a `Workspace` and a `PairList`, valid during one call only.
@safe public struct KernelWork<Values: PairLanes> {
  /// Places of the particles relative to the origins of their blocks, shape [blocks].
  let places: UnsafeBufferPointer<LaneVectors<Values>>

  /// Origins of the blocks, shape [blocks]; zero unless places are relative.
  let origins: UnsafeBufferPointer<Offset<Values.Scalar>>

  /// Lattice translations, shape [translations]: what is added to origins and what to places.
  let translations: UnsafeBufferPointer<Translation>

  /// The list.
  let entries: UnsafeBufferPointer<PairList.Entry>
  let partners: UnsafeBufferPointer<PairList.Partner>
  let masks: UnsafeBufferPointer<UInt32>

  /// Squared cutoffs and parameters of the interaction.
  let parameters: ParameterTable<Values>.View

  /// Peculiar velocities, shape [blocks]; empty unless the heat flux is wanted.
  let velocities: UnsafeBufferPointer<LaneVectors<Values>>

  /// The direction of the heat field whose effect is wanted.
  let direction: Vector3

  /// Minus the forces, shape [window].
  let reactions: UnsafeMutableBufferPointer<LaneVectors<Values>>

  /// Where the forces of each block lie.
  let slots: Slots

  /// Sums of the forces exerted across each translation, shape [translations].
  let translationForces: UnsafeMutableBufferPointer<BlockVectors>

  /// A lattice translation, split so that the first part is a multiple of the spacing of origins.
  struct Translation: Sendable {
    var origin: Offset<Values.Scalar>
    var rest: Offset<Values.Scalar>
    /// Whether it leads anywhere.
    var isProper: Bool
  }

  /// Coordinates beyond this belong to empty lanes.
  let emptyThreshold: Values.Scalar

  /// Forces are kept from a first block on, in cyclic order.
  struct Slots {
    let first: Int
    let count: Int

    /// Where the forces of a block lie.
    @inline(__always)
    subscript(block: Int) -> Int {
      let offset = block &- first
      return offset < 0 ? offset &+ count : offset
    }
  }
}

/// A vector in the precision of the pair loop, component by component.
struct Offset<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  var x, y, z: Scalar

  @inline(__always)
  static func + (left: Self, right: Self) -> Self {
    Self(x: left.x + right.x, y: left.y + right.y, z: left.z + right.z)
  }

  @inline(__always)
  static func - (left: Self, right: Self) -> Self {
    Self(x: left.x - right.x, y: left.y - right.y, z: left.z - right.z)
  }
}
