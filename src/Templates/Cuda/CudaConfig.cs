using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Templates.Cuda;

/// <summary>A config of the family <c>cuda.mma</c>.</summary>
/// <param name="QueryTile">Query rows of a tile.</param>
/// <param name="KeyTile">Key columns of a tile.</param>
/// <param name="Warps">Warps of a block.</param>
/// <param name="Stages">Key tiles that shared memory holds: one is computed while the others are loaded.</param>
public sealed record CudaConfig(int QueryTile, int KeyTile, int Warps, int Stages)
{
    /// <summary>The family's name, the first part of every variant id.</summary>
    public const string Family = "cuda.mma";

    /// <summary>Query rows that one matrix instruction computes.</summary>
    public const int MatrixRows = 16;

    /// <summary>Threads of a warp.</summary>
    public const int WarpThreads = 32;

    private static readonly Regex IdPattern = new(
        "^cuda\\.mma/q([0-9]{1,4})-k([0-9]{1,4})-w([0-9]{1,2})-s([0-9])$", RegexOptions.CultureInvariant);

    /// <summary>The variant id, for example <c>cuda.mma/q64-k64-w4-s2</c>.</summary>
    public string Id => FormattableString.Invariant($"{Family}/q{QueryTile}-k{KeyTile}-w{Warps}-s{Stages}");

    /// <summary>The name of the kernel in the module, for example <c>attend_q64_k64_w4_s2</c>.</summary>
    public string EntryName => FormattableString.Invariant($"attend_q{QueryTile}_k{KeyTile}_w{Warps}_s{Stages}");

    /// <summary>Threads of a block.</summary>
    public int Threads => WarpThreads * Warps;

    /// <summary>Warps one above the other, each with rows of its own.</summary>
    public int RowWarps => Math.Min(Warps, QueryTile / MatrixRows);

    /// <summary>Warps that have the same rows and share the keys of a tile: in decoding all of them, else one.</summary>
    public int KeyWarps => Warps / Math.Max(1, RowWarps);

    /// <summary>Blocks of 16 rows that a warp has.</summary>
    public int RowBlocks => QueryTile / MatrixRows / Math.Max(1, RowWarps);

    /// <summary>Keys of a tile that a warp has.</summary>
    public int WarpKeys => KeyTile / Math.Max(1, KeyWarps);

    /// <summary>Reads an id back; false when it is not one of this family.</summary>
    public static bool TryParse(string id, out CudaConfig? config)
    {
        var match = IdPattern.Match(id);
        config = match.Success ? new CudaConfig(Number(match, 1), Number(match, 2), Number(match, 3), Number(match, 4)) : null;
        return config is not null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
