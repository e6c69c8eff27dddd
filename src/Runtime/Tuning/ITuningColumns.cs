namespace KernelGen.Tuning;

/// <summary>The columns of a row that a store has read.</summary>
internal interface ITuningColumns
{
    /// <summary>A column as text; NULL as "".</summary>
    string Text(int column);

    /// <summary>A column as an integer; NULL as 0.</summary>
    long Integer(int column);

    /// <summary>A column as a number; NULL as null.</summary>
    double? Number(int column);
}
