namespace KernelGen.PtxMachine.Parsing;

/// <summary>A virtual register; <paramref name="Index"/> counts the registers of its entry.</summary>
internal sealed record PtxRegister(string Name, PtxType Type, int Index);

internal enum StateSpace
{
    Generic,
    Global,
    Shared,
    Constant,
    Local,
    Parameter,
}

/// <summary>
/// A variable of a module or an entry. <paramref name="Offset"/> is its place in its state space; <paramref name="Bytes"/> is 0 for
/// <c>.extern .shared</c>, whose size the launch gives. <paramref name="Initial"/> is what a constant holds.
/// </summary>
internal sealed record PtxVariable(string Name, StateSpace Space, PtxType Type, int Alignment, int Bytes, byte[]? Initial, bool IsExternal)
{
    public int Offset { get; set; }
}

/// <summary>Names between two braces: registers, variables and labels; an inner scope sees the outer ones.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object> names = [];

    public Dictionary<string, int> Labels { get; } = [];

    public Scope? Outer { get; } = outer;

    public bool TryAdd(string name, object meaning) => names.TryAdd(name, meaning);

    public object? Find(string name) => names.GetValueOrDefault(name) ?? Outer?.Find(name);

    public int? FindLabel(string name) => Labels.TryGetValue(name, out var place) ? place : Outer?.FindLabel(name);
}
