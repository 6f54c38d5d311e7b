internal import CLanes

/// The vector instructions of the pair loop.
public enum InstructionSet {
  /// The widest that this program was compiled for, such as AVX-512, AVX2 or NEON.
  public static let name = LANES_INSTRUCTION_SET
}
