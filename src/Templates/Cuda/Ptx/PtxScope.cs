using System.Globalization;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>The lines between two braces, and the registers that are declared at their start.</summary>
internal sealed class PtxScope(PtxScope? outer)
{
    private const int LineLength = 120;

    // Declared in this order, so that the text does not depend on which register came first.
    private static readonly PtxType[] s_types = [PtxType.Pred, PtxType.B16, PtxType.B32, PtxType.B64, PtxType.F32];

    private readonly List<PtxRegister> _registers = [];
    private readonly HashSet<string> _names = [];

    /// <summary>The scope around it.</summary>
    public PtxScope? Outer { get; } = outer;

    /// <summary>What was written, without indentation of this scope's own.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Temporaries that exist here and further out: an inner scope counts on, so that none hides another.</summary>
    public int Temporaries { get; set; } = outer?.Temporaries ?? 0;

    /// <summary>Declares a register.</summary>
    public PtxRegister Declare(string name, PtxType type)
    {
        if (!_names.Add(name))
            throw new ArgumentException($"The register '%{name}' is declared twice in one scope.", nameof(name));
        var register = new PtxRegister(name, type);
        _registers.Add(register);
        return register;
    }

    /// <summary>Declarations, then lines, each indented once.</summary>
    public IEnumerable<string> Body()
        => s_types.SelectMany(Declarations).Concat(Lines).Select(line => line.Length == 0 ? line : "    " + line);

    private IEnumerable<string> Declarations(PtxType type)
    {
        var head = $".reg .{type.ToString().ToLower(CultureInfo.InvariantCulture)} ";
        var line = head;
        foreach (var register in _registers.Where(register => register.Type == type))
        {
            if (line.Length + register.Name.Length > LineLength)
            {
                yield return line + ";";
                line = head;
            }
            line += (line.Length == head.Length ? "" : ", ") + register;
        }
        if (line.Length > head.Length)
            yield return line + ";";
    }
}
