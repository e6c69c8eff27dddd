namespace KernelGen.Devices.Cuda;

/// <summary>
/// Names of C# as PTX can have them: its identifiers have ASCII letters alone (PTX ISA, "Identifiers"), those of C# any. Templates write names so, and the host
/// finds parameters by them.
/// </summary>
internal static class PtxName
{
    private const char LastOfAscii = '\x7f';

    /// <summary>
    /// The name, every character that is not ASCII as <c>$</c> and its four hexadecimal digits. No name of C# has that sign, so two names stay two.
    /// </summary>
    public static string Of(string name) => Escaped(name, "$");

    /// <summary>Text of a comment with such characters as C# escapes them, <c>\u00F6</c>: all of a text in PTX is ASCII.</summary>
    public static string Comment(string text) => Escaped(text, "\\u");

    private static string Escaped(string text, string mark)
        => text.All(letter => letter <= LastOfAscii)
            ? text
            : string.Concat(text.Select(letter => letter <= LastOfAscii ? letter.ToString() : FormattableString.Invariant($"{mark}{(int)letter:X4}")));
}
