using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>A config of the family <c>cuda.wgmma</c>.</summary>
/// <param name="QueryTile">Query rows of a tile: 64 for each warpgroup that computes.</param>
/// <param name="KeyTile">Key columns of a tile.</param>
/// <param name="Consumers">Warpgroups that compute; one more loads.</param>
/// <param name="Stages">Key tiles that shared memory holds.</param>
public sealed record WgmmaConfig(int QueryTile, int KeyTile, int Consumers, int Stages)
{
    /// <summary>The family's name, the first part of every variant id.</summary>
    public const string Family = "cuda.wgmma";

    /// <summary>Query rows of a warpgroup: what one product has.</summary>
    public const int WarpgroupRows = 64;

    /// <summary>Threads of a warpgroup.</summary>
    public const int WarpgroupThreads = 128;

    /// <summary>Warps that transpose values of e4m3: those of the warpgroup that loads, but for the one that does.</summary>
    public const int TransposingWarps = 3;

    private static readonly Regex IdPattern = new(
        "^cuda\\.wgmma/q([0-9]{1,4})-k([0-9]{1,4})-c([0-9])-s([0-9])$", RegexOptions.CultureInvariant);

    /// <summary>The variant id, for example <c>cuda.wgmma/q128-k128-c2-s2</c>.</summary>
    public string Id => FormattableString.Invariant($"{Family}/q{QueryTile}-k{KeyTile}-c{Consumers}-s{Stages}");

    /// <summary>The name of the kernel in the module, for example <c>attend_q128_k128_c2_s2</c>.</summary>
    public string EntryName => FormattableString.Invariant($"attend_q{QueryTile}_k{KeyTile}_c{Consumers}_s{Stages}");

    /// <summary>Threads of a block.</summary>
    public int Threads => WarpgroupThreads * (Consumers + 1);

    /// <summary>Threads that compute.</summary>
    public int ConsumerThreads => WarpgroupThreads * Consumers;

    /// <summary>Warps that compute, each with 16 of the rows.</summary>
    public int ConsumerWarps => ConsumerThreads / CudaConfig.WarpThreads;

    /// <summary>Whether warpgroups take turns: the products of one run while another one has its softmax.</summary>
    public bool TakesTurns => Consumers > 1;

    /// <summary>Reads an id back; false when it is not one of this family.</summary>
    public static bool TryParse(string id, out WgmmaConfig? config)
    {
        var match = IdPattern.Match(id);
        config = match.Success ? new WgmmaConfig(Number(match, 1), Number(match, 2), Number(match, 3), Number(match, 4)) : null;
        return config is not null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
