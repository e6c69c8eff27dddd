namespace KernelGen.Tuner.Reports;

/// <summary>How a list is printed.</summary>
internal enum ListFormat
{
    /// <summary>A table, for people.</summary>
    Table,

    /// <summary>An array of objects.</summary>
    Json,

    /// <summary>A line of names, then a line for each row.</summary>
    Csv,
}
