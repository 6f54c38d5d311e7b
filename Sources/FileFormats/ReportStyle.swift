/// The style of the report: one centred column, dark on white, on screen and on paper.
enum ReportStyle {
  /// The style sheet.
  static let sheet = """
    :root { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: #ffffff; color: #1b1f24;
      font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
        "Liberation Sans", "DejaVu Sans", sans-serif; }
    main { max-width: 1000px; margin: 0 auto; padding: 56px 32px 72px; }
    h1 { font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; margin: 0; }
    h2 { font-size: 1.3rem; font-weight: 650; margin: 0 0 12px; }
    .subtitle { color: #57606a; font-size: 1.05rem; margin: 10px 0 0; }
    .cards { display: grid; gap: 16px; margin: 36px 0 0;
      grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); }
    .card { border: 1px solid #d8dee4; border-top: 3px solid #0072b2; border-radius: 6px;
      padding: 16px 18px; }
    .card dt { color: #57606a; font-size: 0.85rem; font-weight: 600; }
    .card dd { margin: 0; }
    .card .value { font-size: 1.4rem; line-height: 1.3; font-weight: 650; margin: 4px 0;
      font-variant-numeric: tabular-nums; }
    .card .value span { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
    .card .note { color: #57606a; font-size: 0.85rem; line-height: 1.45; }
    .warnings { border: 1px solid #e0a800; border-left: 6px solid #d55e00; border-radius: 6px;
      background: #fff8e6; padding: 16px 22px; margin: 32px 0 0; }
    .warnings h2 { font-size: 1rem; margin: 0 0 4px; color: #8a3a00; }
    .warnings ul { margin: 0; padding-left: 20px; }
    section { margin-top: 56px; }
    section h2 { border-bottom: 1px solid #d8dee4; padding-bottom: 8px; }
    .text { max-width: 46em; margin: 0 0 14px; }
    figure { margin: 24px 0 36px; }
    figure svg { display: block; width: 100%; height: auto; }
    figure svg text, figure svg tspan { font-family: system-ui, -apple-system, "Segoe UI", Roboto,
      "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
    figcaption { color: #424a53; font-size: 0.92rem; line-height: 1.5; max-width: 52em;
      margin: 8px 0 0; }
    .absent { border: 1px dashed #afb8c1; border-radius: 6px; color: #57606a; text-align: center;
      padding: 44px 20px; margin: 0; }
    .table { overflow-x: auto; margin: 24px 0 36px; }
    table { border-collapse: collapse; width: 100%; font-size: 0.92rem; line-height: 1.4; }
    caption { text-align: left; color: #424a53; padding: 0 0 10px; }
    th, td { text-align: left; padding: 7px 10px; border-bottom: 1px solid #e6eaee;
      vertical-align: top; }
    th:first-child, td:first-child { padding-left: 4px; }
    th { font-weight: 600; border-bottom: 2px solid #57606a; vertical-align: bottom; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td.short { white-space: nowrap; }
    th.number { white-space: normal; }
    tbody tr:nth-child(even) { background: #f7f9fa; }
    .footer { display: block; margin-top: 64px; padding-top: 16px; border-top: 1px solid #d8dee4;
      color: #57606a; font-size: 0.85rem; }
    @media (max-width: 640px) { main { padding: 28px 16px 40px; } h1 { font-size: 1.6rem; } }
    @media print {
      body { font-size: 10.5pt; }
      main { max-width: none; padding: 0; }
      section { margin-top: 28px; }
      h2 { break-after: avoid; }
      figure, .card, .warnings, tr { break-inside: avoid; }
      figure svg { max-height: 10cm; }
      .table { overflow: visible; }
      thead { display: table-header-group; }
      @page { margin: 18mm; }
    }
    """
}
