using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Templates.Cpu;

/// <summary>A config of the family <c>cpu.simd</c>.</summary>
/// <param name="VectorBits">512, 256 or 128.</param>
/// <param name="QueryTile">Query rows of a tile.</param>
/// <param name="KeyTile">Key columns of a tile.</param>
public sealed record CpuConfig(int VectorBits, int QueryTile, int KeyTile)
{
    /// <summary>The family's name, the first part of every variant id.</summary>
    public const string Family = "cpu.simd";

    private static readonly Regex IdPattern = new("^cpu\\.simd/q([0-9]{1,4})-k([0-9]{1,4})-w([0-9]{1,4})$", RegexOptions.CultureInvariant);

    /// <summary>The variant id, for example <c>cpu.simd/q48-k128-w512</c>.</summary>
    public string Id => FormattableString.Invariant($"{Family}/q{QueryTile}-k{KeyTile}-w{VectorBits}");

    /// <summary>
    /// The name of the emitted class, for example <c>CpuK128W512</c>. Configs that differ only in the query tile share it: the tile's rows
    /// are a number in a loop's end, not a constant that the code is better for.
    /// </summary>
    public string ClassName => FormattableString.Invariant($"CpuK{KeyTile}W{VectorBits}");

    /// <summary>Lanes of a vector of float32.</summary>
    public int Lanes => VectorBits / 32;

    /// <summary>The register tile of this vector width.</summary>
    public CpuMicroTile Micro => CpuMicroTile.Of(VectorBits);

    /// <summary>Reads an id back; false when it is not one of this family.</summary>
    public static bool TryParse(string id, out CpuConfig? config)
    {
        var match = IdPattern.Match(id);
        config = match.Success ? new CpuConfig(Number(match, 3), Number(match, 1), Number(match, 2)) : null;
        return config is not null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
