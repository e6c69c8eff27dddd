using System.Globalization;
using KernelGen.Devices.Cuda;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>
/// Writes PTX: registers by name, one method per instruction, comments and scopes. It knows what each instruction asks of the assembler and
/// the device, so the module's head has the lowest <c>.version</c> and <c>.target</c> that will do.
/// </summary>
internal sealed partial class PtxWriter
{
    private const int OpcodeColumn = 20;

    private readonly List<string> _entries = [];
    private readonly Dictionary<string, int> _labels = [];
    private PtxScope _scope = new(null);
    private string _guard = "";
    private bool _isArchitectureSpecific;

    /// <summary>The oldest PTX version that has all instructions; 6.0 has the synchronising forms of warp instructions.</summary>
    public (int Major, int Minor) Version { get; private set; } = (6, 0);

    /// <summary>The oldest architecture that has all instructions.</summary>
    public int Architecture { get; private set; } = 70;

    /// <summary>The name of the target; with an "a" where instructions exist on this very architecture only.</summary>
    public string Target => FormattableString.Invariant($"sm_{Architecture}{(_isArchitectureSpecific ? "a" : "")}");

    /// <summary>The bytes that the address of the shared memory is a multiple of.</summary>
    public int SharedAlignment { get; set; } = 128;

    /// <summary>Writes a kernel.</summary>
    public void Entry(string name, string summary, IReadOnlyList<PtxParameter> parameters, int threads, Action body)
    {
        _labels.Clear();
        _scope = new PtxScope(null);
        body();
        var lines = new List<string> { "" };
        lines.AddRange(Comments(summary));
        lines.Add($".visible .entry {name}(");
        lines.AddRange(parameters.Select((parameter, i) => $"    {parameter}{(i < parameters.Count - 1 ? "," : ")")}"));
        lines.Add($".reqntid {threads}, 1, 1");
        // Left to itself, ptxas counts on several blocks per multiprocessor, and spills registers to fit them.
        lines.Add(".minnctapersm 1");
        lines.Add("{");
        lines.AddRange(_scope.Body());
        lines.Add("}");
        _entries.AddRange(lines);
    }

    /// <summary>The module.</summary>
    /// <param name="summary">What stands above it, lines of comment.</param>
    public string Module(string summary)
    {
        var lines = Comments(summary).Concat(["", $".version {Version.Major}.{Version.Minor}", $".target {Target}", ".address_size 64"])
            .Concat(["", "// All of the shared memory that the launch gives.", $".extern .shared .align {SharedAlignment} .b8 {Shared}[];"])
            .Concat(_entries);
        return string.Join("\n", lines) + "\n";
    }

    /// <summary>The name of the shared memory.</summary>
    public const string Shared = "shared";

    /// <summary>A register of the current scope.</summary>
    public PtxRegister Register(string name, PtxType type) => _scope.Declare(name, type);

    /// <summary>A register of the kernel's outermost scope.</summary>
    public PtxRegister KernelRegister(string name, PtxType type)
    {
        var scope = _scope;
        while (scope.Outer is { } outer)
            scope = outer;
        return scope.Declare(name, type);
    }

    /// <summary>A register without a name of its own.</summary>
    public PtxRegister Temporary(PtxType type)
    {
        var prefix = type switch { PtxType.Pred => "p", PtxType.F32 => "f", PtxType.B64 => "d", PtxType.B16 => "h", _ => "r" };
        return _scope.Declare(FormattableString.Invariant($"{prefix}{_scope.Temporaries++}"), type);
    }

    /// <summary>A label; a number follows the name from the second one on.</summary>
    public PtxLabel Label(string name)
    {
        var count = _labels.TryGetValue(name, out var used) ? used + 1 : 1;
        _labels[name] = count;
        return new PtxLabel(count == 1 ? name : FormattableString.Invariant($"{name}_{count}"));
    }

    /// <summary>Places a label.</summary>
    public void Place(PtxLabel label) => _scope.Lines.Add(label.Name + ":");

    /// <summary>A line, or several, of comment.</summary>
    public void Comment(string text) => _scope.Lines.AddRange(Comments(text));

    /// <summary>A step: an empty line and a comment.</summary>
    public void Step(string text)
    {
        _scope.Lines.Add("");
        Comment(text);
    }

    /// <summary>Opens a scope, whose registers nobody else sees; disposing the result closes it.</summary>
    public IDisposable Block()
    {
        _scope = new PtxScope(_scope);
        return new Closing(this);
    }

    /// <summary>Guards the next instruction: it is executed by threads where <paramref name="predicate"/> holds.</summary>
    public PtxWriter When(PtxRegister predicate)
    {
        _guard = $"@{predicate} ";
        return this;
    }

    /// <summary>Guards the next instruction: it is executed by threads where <paramref name="predicate"/> does not hold.</summary>
    public PtxWriter Unless(PtxRegister predicate)
    {
        _guard = $"@!{predicate} ";
        return this;
    }

    private void Close()
    {
        var inner = _scope;
        _scope = inner.Outer!;
        _scope.Lines.Add("{");
        _scope.Lines.AddRange(inner.Body());
        _scope.Lines.Add("}");
    }

    private void Emit(string opcode, params object[] operands)
    {
        var head = _guard + opcode;
        _guard = "";
        _scope.Lines.Add(operands.Length == 0 ? head + ";" : $"{head.PadRight(OpcodeColumn - 1)} {string.Join(", ", operands.Select(Text))};");
    }

    private static IEnumerable<string> Comments(string text)
        => PtxName.Comment(text).Split('\n').Select(line => line.Length == 0 ? "//" : "// " + line);

    private static string Text(object operand) => Convert.ToString(operand, CultureInfo.InvariantCulture)!;

    private void Require(int major, int minor, int architecture)
    {
        if (major > Version.Major || (major == Version.Major && minor > Version.Minor))
            Version = (major, minor);
        Architecture = Math.Max(Architecture, architecture);
    }

    private static string Vector(IEnumerable<PtxRegister> registers) => "{" + string.Join(", ", registers) + "}";

    private static string Address(PtxOperand at, int offset)
        => offset == 0 ? $"[{at}]" : FormattableString.Invariant($"[{at}{(offset > 0 ? "+" : "")}{offset}]");

    private sealed class Closing(PtxWriter writer) : IDisposable
    {
        public void Dispose() => writer.Close();
    }
}
