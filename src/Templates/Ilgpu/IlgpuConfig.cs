using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Templates.Ilgpu;

/// <summary>A config of the family <c>ilgpu.simt</c>.</summary>
/// <param name="QueryTile">Query rows of a tile.</param>
/// <param name="KeyTile">Key columns of a tile.</param>
/// <param name="Threads">Threads of a group.</param>
/// <param name="Rows">Query rows of a thread.</param>
public sealed record IlgpuConfig(int QueryTile, int KeyTile, int Threads, int Rows)
{
    /// <summary>The family's name, the first part of every variant id.</summary>
    public const string Family = "ilgpu.simt";

    private static readonly Regex IdPattern = new(
        "^ilgpu\\.simt/q([0-9]{1,4})-k([0-9]{1,4})-g([0-9]{1,4})-r([0-9]{1,2})$", RegexOptions.CultureInvariant);

    /// <summary>The variant id, for example <c>ilgpu.simt/q64-k64-g64-r8</c>.</summary>
    public string Id => FormattableString.Invariant($"{Family}/q{QueryTile}-k{KeyTile}-g{Threads}-r{Rows}");

    /// <summary>The name of the emitted class, for example <c>IlgpuQ64K64G64R8</c>.</summary>
    public string ClassName => FormattableString.Invariant($"IlgpuQ{QueryTile}K{KeyTile}G{Threads}R{Rows}");

    /// <summary>Threads that lie above each other: each has <see cref="Rows"/> rows of the tile.</summary>
    public int ThreadRows => QueryTile / Rows;

    /// <summary>Threads side by side: they share a row, and divide its keys and its output columns.</summary>
    public int ThreadColumns => Threads / ThreadRows;

    /// <summary>Whether the threads of a row lie in one warp of 32, where they can exchange registers. They alternate with those of another row.</summary>
    public bool RowsAreInWarps => 2 * ThreadColumns <= 32;

    /// <summary>Keys of a thread.</summary>
    public int Keys => KeyTile / ThreadColumns;

    /// <summary>Reads an id back; false when it is not one of this family.</summary>
    public static bool TryParse(string id, out IlgpuConfig? config)
    {
        var match = IdPattern.Match(id);
        config = match.Success ? new IlgpuConfig(Number(match, 1), Number(match, 2), Number(match, 3), Number(match, 4)) : null;
        return config is not null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
