/// What a run tells its reader: pictures first, then tables.
public struct Report: Sendable, Equatable {
  /// A result that stands on top in large type.
  public struct KeyFigure: Sendable, Equatable {
    /// The quantity.
    public var name: String
    /// Its value with error and unit, as it is to be read.
    public var value: String
    /// A remark under it; empty for none.
    public var note: String

    /// Creates a key figure.
    public init(_ name: String, value: String, note: String = "") {
      self.name = name
      self.value = value
      self.note = note
    }
  }

  /// A drawing with what is to be seen in it.
  public struct Picture: Sendable, Equatable {
    /// The drawing, or why there is none.
    public var drawing: Drawing
    /// The caption under it, which also describes it to those who cannot see it.
    public var caption: String

    /// Creates a picture.
    public init(_ drawing: Drawing, caption: String) {
      self.drawing = drawing
      self.caption = caption
    }
  }

  /// A table with what is to be read in it.
  public struct Table: Sendable, Equatable {
    /// The caption above it.
    public var caption: String
    /// The heading of each column, shape [n].
    public var columns: [String]
    /// The rows, shape [rows, n]; real numbers are shown with five significant digits.
    public var rows: [[TableField]]

    /// Creates a table.
    ///
    /// - Precondition: every row has one field per column.
    public init(caption: String, columns: [String], rows: [[TableField]]) {
      precondition(rows.allSatisfy { $0.count == columns.count }, "one field per column")
      self.caption = caption
      self.columns = columns
      self.rows = rows
    }

    /// Creates a table that shows a file's.
    public init(caption: String, _ table: DelimitedTable) {
      self.init(caption: caption, columns: table.columns, rows: table.rows)
    }
  }

  /// A part of the report; its pictures stand before its tables.
  public struct Section: Sendable, Equatable {
    /// The heading.
    public var title: String
    /// The words under it, one paragraph each.
    public var paragraphs: [String]
    /// The pictures.
    public var pictures: [Picture]
    /// The tables.
    public var tables: [Table]

    /// Creates a section.
    public init(
      _ title: String, paragraphs: [String] = [], pictures: [Picture] = [], tables: [Table] = []
    ) {
      self.title = title
      self.paragraphs = paragraphs
      self.pictures = pictures
      self.tables = tables
    }
  }

  /// The headline.
  public var title: String

  /// The line under it; empty for none.
  public var subtitle: String

  /// The results on top.
  public var keyFigures: [KeyFigure] = []

  /// What the reader must know before believing the results.
  public var warnings: [String] = []

  /// The parts.
  public var sections: [Section] = []

  /// The last line; empty for none.
  public var footer = ""

  /// Creates an empty report.
  public init(title: String, subtitle: String = "") {
    self.title = title
    self.subtitle = subtitle
  }
}
