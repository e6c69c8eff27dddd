namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>Elements of e4m3, four in a register: conversions, and what moves them about. PTX ISA, chapters 9.7.9 and 9.7.13.</summary>
internal sealed partial class PtxWriter
{
    /// <summary>Four floats rounded to e4m3, the lowest byte first; what is larger than 448 becomes that (PTX 7.8, sm_90).</summary>
    public void RoundToQuarters(PtxRegister to, IReadOnlyList<PtxRegister> four)
    {
        Require(7, 8, 90);
        using (Block())
        {
            PtxRegister low = Temporary(PtxType.B16), high = Temporary(PtxType.B16);
            Emit("cvt.rn.satfinite.e4m3x2.f32", low, four[1], four[0]);
            Emit("cvt.rn.satfinite.e4m3x2.f32", high, four[3], four[2]);
            Join(to, low, high);
        }
    }

    /// <summary>The four e4m3 of a register as float16, which has all of them: two in each register (PTX 8.1, sm_89).</summary>
    public void UnpackQuarters(PtxRegister low, PtxRegister high, PtxRegister from)
    {
        Require(8, 1, 89);
        using (Block())
        {
            PtxRegister lowPair = Temporary(PtxType.B16), highPair = Temporary(PtxType.B16);
            Split(lowPair, highPair, from);
            Emit("cvt.rn.f16x2.e4m3x2", low, lowPair);
            Emit("cvt.rn.f16x2.e4m3x2", high, highPair);
        }
    }

    /// <summary>The e4m3 in the lowest byte of a register as a float (PTX 8.1, sm_89).</summary>
    public void QuarterToFloat(PtxRegister to, PtxRegister from)
    {
        Require(8, 1, 89);
        using (Block())
        {
            PtxRegister pair = Temporary(PtxType.B16), other = Temporary(PtxType.B16), halves = Temporary(PtxType.B32);
            Split(pair, other, from);
            Emit("cvt.rn.f16x2.e4m3x2", halves, pair);
            Split(pair, other, halves);
            Emit("cvt.f32.f16", to, pair);
        }
    }

    /// <summary>Four bytes of two registers: each digit of the selector, the lowest first, names one, 0 to 3 of a and 4 to 7 of b.</summary>
    public void Permute(PtxRegister to, PtxOperand a, PtxOperand b, PtxOperand selector) => Emit("prmt.b32", to, a, b, selector);

    /// <summary>The opposite of <see cref="LoadMatrices"/>, not transposed: four 8 x 8 matrices to shared memory (PTX 7.8, sm_90).</summary>
    public void StoreMatrices(PtxRegister at, IReadOnlyList<PtxRegister> four)
    {
        Require(7, 8, 90);
        Emit("stmatrix.sync.aligned.m8n8.x4.shared.b16", Address(at, 0), Vector(four));
    }
}
