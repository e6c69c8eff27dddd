using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Decoding;

/// <summary>
/// Where registers, numbers of the text and special registers lie in a warp's words. A value of up to 32 bits has 32 words, one per
/// lane; 64 bits have 32 pairs; a predicate is one word, a bit per lane.
/// </summary>
internal sealed class RegisterLayout
{
    private const int Lanes = 32;

    private readonly int[] offsets;
    private readonly Dictionary<(ulong Bits, int Words), int> constants = [];
    private readonly Dictionary<string, int> specials = [];
    private readonly List<(int Offset, ulong Bits, int Words)> initial = [];
    private uint[]? initialWords;

    public RegisterLayout(IReadOnlyList<PtxRegister> registers)
    {
        offsets = new int[registers.Count];
        foreach (var register in registers.Where(register => register.Type.Bits > 1))
            offsets[register.Index] = Reserve(register.Type.Bits > 32 ? 2 : 1);
        foreach (var register in registers.Where(register => register.Type.Bits == 1))
            offsets[register.Index] = Words++;
        Words = (Words + Lanes - 1) / Lanes * Lanes;
        Discarded = Reserve(2);
    }

    /// <summary>Where results go that nobody wants, in lanes of any width.</summary>
    public int Discarded { get; }

    public int Words { get; private set; }

    /// <summary>A warp's words before it starts: zero but for the numbers of the text.</summary>
    public uint[] Initial => initialWords ??= BuildInitial();

    public IReadOnlyDictionary<string, int> Specials => specials;

    public int Offset(PtxRegister register) => offsets[register.Index];

    /// <summary>A number as lanes of 32 or 64 bits.</summary>
    public int Constant(ulong bits, bool isWide)
    {
        var words = isWide ? 2 : 1;
        if (!constants.TryGetValue((bits, words), out var offset))
        {
            constants[(bits, words)] = offset = Reserve(words);
            initial.Add((offset, bits, words));
        }

        return offset;
    }

    public int ConstantPredicate(bool value) => Constant(value ? uint.MaxValue : 0, isWide: false);

    public int Special(string name)
    {
        if (!specials.TryGetValue(name, out var offset))
            specials[name] = offset = Reserve(1);
        return offset;
    }

    private int Reserve(int words)
    {
        var offset = Words;
        Words += words * Lanes;
        return offset;
    }

    private uint[] BuildInitial()
    {
        var words = new uint[Words];
        foreach (var (offset, bits, count) in initial)
        {
            for (var i = 0; i < Lanes * count; i++)
                words[offset + i] = (uint)(count == 2 && i % 2 == 1 ? bits >> 32 : bits);
        }

        return words;
    }
}
